"""What search finds of the room, topic by topic."""

from __future__ import annotations

from jalons.foundation.search.finders import Finder, Page

FINDERS: tuple[Finder, ...] = ()
PAGES: tuple[Page, ...] = ()
