"""The reference tables of the room, read once at their first use."""
