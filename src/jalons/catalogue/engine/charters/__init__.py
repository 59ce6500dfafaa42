"""Where the commitments of a charter stand, and what a year changed."""
