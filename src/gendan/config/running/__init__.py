"""`gendan run`: every process of the shop under one small supervisor, and none left behind."""
