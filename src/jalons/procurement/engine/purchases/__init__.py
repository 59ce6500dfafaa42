"""Small purchases: thresholds, steps, quotes compared."""
