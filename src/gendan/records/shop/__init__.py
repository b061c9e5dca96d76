"""What the shop itself decides: its name, how it can be reached, when and how it speaks."""
