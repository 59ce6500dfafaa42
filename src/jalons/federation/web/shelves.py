"""What the room may show to everybody."""

from jalons.foundation.publishing.declaration import Shelf

SHELVES: tuple[Shelf, ...] = ()
