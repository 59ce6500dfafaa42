"""When a recipe stays silent: conformal sets and intervals."""
