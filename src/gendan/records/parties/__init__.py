"""With whom the house deals: customers, their addresses, carriers, and channels."""
