"""The parts of each kind of document."""
