"""What the program keeps about itself: log, sessions, imports."""
