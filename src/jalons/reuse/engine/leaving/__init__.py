"""What to do with a device that leaves use, and why: proposed, never chosen alone."""
