"""Where files come from: for each source a mapping of its columns, and how its rows are read."""
