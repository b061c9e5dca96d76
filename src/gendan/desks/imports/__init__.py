"""Orders from files, on the screen: tried first, corrected in place, imported by a job."""
