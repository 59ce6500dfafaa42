"""Sentences of the room."""
