"""What the room may show to everybody."""

from jalons.catalogue.web.charters.shelf import CHARTERS
from jalons.foundation.publishing.declaration import Shelf

SHELVES: tuple[Shelf, ...] = (CHARTERS,)
