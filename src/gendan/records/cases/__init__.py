"""Documents about an order that went another way than planned."""
