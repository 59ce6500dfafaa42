"""What the room may show to everybody."""

from jalons.inclusion.web.places.shelf import PLACES
from jalons.inclusion.web.procedures.shelf import WITHOUT_INTERNET

SHELVES = (WITHOUT_INTERNET, PLACES)
