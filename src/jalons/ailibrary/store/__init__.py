"""Files beside the base."""
