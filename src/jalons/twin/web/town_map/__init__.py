"""The map of an authority."""
