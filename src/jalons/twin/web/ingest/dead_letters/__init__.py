"""Messages that were refused: corrected, replayed or discarded."""
