"""Reading stock and products."""
