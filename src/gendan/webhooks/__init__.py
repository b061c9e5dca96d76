"""What happened, told to other systems: signed, in order, until they have heard it."""
