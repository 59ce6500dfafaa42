"""The twin in this process: its store, its broker, who may call it, what was read."""
