"""What search finds of the room, topic by topic."""

from __future__ import annotations

from jalons.ailibrary.web.meters import finder as meters
from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = (*meters.FINDERS,)
PAGES: tuple[Page, ...] = (*meters.PAGES,)
