"""Comparison with similar territories, without ranking."""
