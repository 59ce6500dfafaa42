"""What the content of the room rests on: its publishers, and its sources counted."""
