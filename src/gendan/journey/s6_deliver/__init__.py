"""Parcels arrive, come back, or get lost."""
