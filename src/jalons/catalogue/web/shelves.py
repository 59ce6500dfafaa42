"""What the room may show to everybody."""

from jalons.catalogue.web.ai_systems.shelf import AI_SYSTEMS
from jalons.foundation.publishing.declaration import Shelf

SHELVES: tuple[Shelf, ...] = (AI_SYSTEMS,)
