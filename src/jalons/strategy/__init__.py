"""Strategy: what the authority commits to, what is measured, what it decides."""
