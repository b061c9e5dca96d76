"""Parcels are handed to carriers."""
