"""The documents the twin writes, without Django."""
