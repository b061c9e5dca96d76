"""Where the house works: stores, warehouses, bins; and the official division of the country."""
