"""Results in formats of other software."""
