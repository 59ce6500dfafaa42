"""Pages of no room, and what every page has."""
