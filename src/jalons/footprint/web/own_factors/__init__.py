"""The factors an authority brings: their files, their terms, the check of their rows."""
