"""Files confronted with a public schema, and what would fix them."""
