"""What a step asks for, and the form in which it is asked."""
