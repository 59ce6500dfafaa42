"""Where the twin keeps entities, their history, and what was promised to subscribers."""
