"""The documents of the room."""
