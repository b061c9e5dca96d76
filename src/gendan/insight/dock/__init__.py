"""What waits for its last hand-over: for a carrier, for a driver, for the customer."""
