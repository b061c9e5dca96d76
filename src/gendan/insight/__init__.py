"""What is read across the journey: how it stands, and whether the books agree."""
