"""The warehouse's floor: the screen for scanning, and the desk from which picking is planned."""
