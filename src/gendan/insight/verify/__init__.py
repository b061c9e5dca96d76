"""The books are held against each other: whatever can be computed is computed anew.

Nothing here changes anything. Each check is one rule of the house and one statement over a slice
of orders, so a million orders take a million rows of each table and no more memory than a slice.
"""
