"""A believable shop to look at: its goods, people and orders, walked through the real commands."""
