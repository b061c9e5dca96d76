"""The page of one order, and what is asked for on it."""
