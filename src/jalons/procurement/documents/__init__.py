"""The documents this room writes."""
