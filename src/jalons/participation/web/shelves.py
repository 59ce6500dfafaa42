"""What the room may show to everybody."""

from jalons.foundation.publishing.declaration import Shelf
from jalons.participation.web.reading.shelf import RESULTS

SHELVES: tuple[Shelf, ...] = (RESULTS,)
