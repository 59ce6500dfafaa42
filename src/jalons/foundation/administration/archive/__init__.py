"""Everything of an authority, or of a person, in one file."""
