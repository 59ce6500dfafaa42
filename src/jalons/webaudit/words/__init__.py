"""Sentences and labels built from the results of the room."""
