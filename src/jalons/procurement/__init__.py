"""Procurement: buy less and better, and prove it."""
