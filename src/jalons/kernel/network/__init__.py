"""Other machines: which may be reached, and what they answer."""
