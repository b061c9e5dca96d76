"""What surrounds every screen: the desks, the river, the search box, live updates."""
