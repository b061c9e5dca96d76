"""What may happen at more than one stage."""
