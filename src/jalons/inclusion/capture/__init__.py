"""Files of the outside, read into values of the engine."""
