"""Reading orders and shipments: one whole, many in pages, and how the river runs."""
