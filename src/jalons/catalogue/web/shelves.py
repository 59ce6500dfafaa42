"""What the room may show to everybody."""

from jalons.catalogue.web.algorithms.shelf import ALGORITHMS
from jalons.foundation.publishing.declaration import Shelf

SHELVES: tuple[Shelf, ...] = (ALGORITHMS,)
