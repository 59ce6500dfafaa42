"""The data catalogue, the charters, and the registers of algorithms and AI systems."""
