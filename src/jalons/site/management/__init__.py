"""Management commands of Django that the product replaces."""
