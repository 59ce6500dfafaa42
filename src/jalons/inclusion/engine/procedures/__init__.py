"""Whether every procedure has a human way, and what is missing."""
