"""The mechanism that moves documents, many at a time. Django, but no business words."""
