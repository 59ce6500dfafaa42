"""A new database gets its tables at once."""
