"""The footprint for one person: the people counted, and the page of ratios."""
