"""Goods are picked, checked and packed."""
