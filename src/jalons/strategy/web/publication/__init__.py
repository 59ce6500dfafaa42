"""The public page of an authority, its feed and its static copy."""
