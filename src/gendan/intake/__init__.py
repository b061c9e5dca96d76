"""Orders from files: read, checked row by row, placed in batches, walked to where they ended."""
