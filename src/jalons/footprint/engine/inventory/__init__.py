"""The lines of an inventory, and their corrections."""
