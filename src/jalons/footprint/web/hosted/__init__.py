"""Cloud and hosting: what providers run for the authority, beside its own equipment."""
