"""What is printed: pick lists, goods issue notes, packing slips, handover lists and labels."""
