"""Use cases of the twin, from the idea to the energy saved."""
