"""How far people are from places, and how much help each area can reach."""
