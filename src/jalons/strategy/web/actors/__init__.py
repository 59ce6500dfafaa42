"""The public and private actors concerned by the digital transition of a territory."""
