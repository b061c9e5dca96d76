"""Writing down an order while the customer waits: by keyboard and scanner alone."""
