"""The history of entities: what was observed, when, and its aggregates."""
