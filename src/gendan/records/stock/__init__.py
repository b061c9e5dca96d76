"""How many of each article lie where, and why."""
