"""Screens of stock work: receipts, counts and transfers."""
