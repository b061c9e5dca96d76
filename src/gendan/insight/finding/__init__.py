"""Finding whatever somebody knows only a number, a name or a bit of."""
