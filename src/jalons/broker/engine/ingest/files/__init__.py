"""Tables of a file as observations: columns proposed, cells read."""
