"""Those who carry messages out of the house: a mail server, a mail provider, SMS gateways."""
