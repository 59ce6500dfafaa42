"""The front page of the instance, and what its authorities take."""
