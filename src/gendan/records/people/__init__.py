"""Who works here, in which department, for which stores and warehouses."""
