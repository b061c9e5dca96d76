"""What managers watch over: what is late, what nobody has seen, and who has how much to do."""
