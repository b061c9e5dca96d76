"""How the floor works: waves of shipments picked in one walk, and serial numbers that are taken."""
