"""Goods leave the books."""
