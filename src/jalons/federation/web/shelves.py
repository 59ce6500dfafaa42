"""What the room may show to everybody."""

from jalons.federation.web.comparison.shelf import GROUPS
from jalons.foundation.publishing.declaration import Shelf

SHELVES: tuple[Shelf, ...] = (GROUPS,)
