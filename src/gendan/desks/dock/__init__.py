"""The last hand-over on screen: who carries what, the dock, pickups, own vans, confirmations."""
