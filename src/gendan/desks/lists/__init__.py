"""Lists on screen: queues of the desks, all orders, all shipments."""
