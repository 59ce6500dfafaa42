"""What an inventory weighs: its figures, where they come from, their files."""
