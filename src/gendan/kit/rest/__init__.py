"""How every endpoint of the API reads, answers and refuses."""
