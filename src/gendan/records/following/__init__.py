"""What becomes of parcels that left: who tells us of them, and of which they were asked to."""
