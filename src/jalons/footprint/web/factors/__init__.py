"""The factors of the product, open to all, and those an authority brings."""
