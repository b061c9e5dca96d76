"""Past lives walked again: each order through the commands, at the times of the file."""
