"""Orders are reviewed, checked against stock, and what is short is settled."""
