"""Commands of the instance."""
