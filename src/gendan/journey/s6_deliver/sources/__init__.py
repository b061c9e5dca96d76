"""Those who tell us of parcels, each in its own way: 快递100, AfterShip, any program."""
