"""Django's PostgreSQL backend on the embedded server; Django finds it by this package's name."""
