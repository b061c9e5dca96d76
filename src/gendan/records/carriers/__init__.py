"""What is agreed with carriers: what they take, what their numbers look like, how one asks them."""
