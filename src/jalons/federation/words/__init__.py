"""The sentences of the room."""
