"""The base of an instance moved to the other kind: SQLite to PostgreSQL, and back."""
