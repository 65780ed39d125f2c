"""What can go wrong on a real machine, done to real processes."""
