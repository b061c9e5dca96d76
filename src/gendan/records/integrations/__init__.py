"""Other systems that may act here, and how far their arm reaches."""
