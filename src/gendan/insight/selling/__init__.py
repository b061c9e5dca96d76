"""What whoever writes down an order wants to know while the customer stands before them."""
