"""The ways out of the house that people may name: where they may lead, and one call along them."""
