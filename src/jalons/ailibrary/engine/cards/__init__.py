"""The living card: what machines measured of a recipe, its level, and whether it is out of date."""
