"""Products for machines."""
