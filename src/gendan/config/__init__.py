"""The composition root: settings, command line, and what ties the parts together."""
