"""The same device described by two sources."""
