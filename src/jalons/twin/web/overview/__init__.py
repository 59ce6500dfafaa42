"""The first page of the twin, and the public page of its sensors."""
