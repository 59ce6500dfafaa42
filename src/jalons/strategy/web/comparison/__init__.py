"""Look-alike territories, side by side and never ranked."""
