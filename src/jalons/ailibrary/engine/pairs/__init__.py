"""Records that may be one thing: which to compare, how alike they are, why."""
