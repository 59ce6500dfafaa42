"""The entities of a type: list, page, curve over a period, CSV."""
