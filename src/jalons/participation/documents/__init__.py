"""The documents the room writes."""
