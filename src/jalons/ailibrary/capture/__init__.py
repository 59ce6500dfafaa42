"""What the room reads from files: bundles, corpora, tables of requests."""
