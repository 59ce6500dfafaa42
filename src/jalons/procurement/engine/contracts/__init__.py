"""Public contracts in the DECP format: reading, validation, shares."""
