"""Shapes of the desks for templates."""
