"""What customers see of their order, and what they do with it, without an account."""
