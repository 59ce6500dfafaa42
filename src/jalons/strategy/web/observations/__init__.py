"""The observations of an authority: stored, read, shown and written to files."""
