"""What the room may show to everybody."""

from jalons.foundation.publishing.declaration import Shelf
from jalons.participation.web.positions.shelf import POSITIONS

SHELVES: tuple[Shelf, ...] = (POSITIONS,)
