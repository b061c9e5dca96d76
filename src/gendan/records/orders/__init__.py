"""What was ordered, what became of each unit, what it costs, and what stands in the way."""
