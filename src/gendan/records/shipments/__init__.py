"""What leaves a warehouse together: boxes, what is in them, and what carriers say of them."""
