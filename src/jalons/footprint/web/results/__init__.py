"""The results of an inventory: its figures, their origin, their files."""
