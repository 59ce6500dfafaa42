"""What the room may show to everybody."""

from jalons.inclusion.web.places.shelf import PLACES

SHELVES = (PLACES,)
