"""Orders come into being."""
