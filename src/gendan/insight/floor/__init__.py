"""What the warehouse's floor looks at: boxes in walking order, shelves, waves, and lights."""
