"""Reading the house itself: stores, warehouses, carriers, channels, and the process."""
