"""The topic for machines."""
