"""The JSON API: rooms declare endpoints, this app admits callers, answers and describes."""
