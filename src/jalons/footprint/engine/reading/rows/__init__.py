"""What a row is: its kind, its state, its amounts."""
