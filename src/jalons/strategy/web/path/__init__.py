"""The path of the nine commitments."""
