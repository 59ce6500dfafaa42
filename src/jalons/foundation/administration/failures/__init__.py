"""The unexpected errors of an instance, found again by the reference that a person quotes."""
