"""The last hand-over: to a carrier, to a driver, to the customer; and what proves it."""
