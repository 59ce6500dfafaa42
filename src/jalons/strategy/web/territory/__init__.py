"""The footprint and the uses of the whole territory."""
