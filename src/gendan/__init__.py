"""Gendan 跟单 follows every order of a retailer from the moment it is placed to its end."""

__version__ = "0.1.0"
