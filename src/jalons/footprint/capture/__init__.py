"""Data fetched from other software: the only part of the room that uses a network."""
