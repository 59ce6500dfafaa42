"""What search finds of the room, topic by topic."""

from __future__ import annotations

from jalons.ailibrary.web.exchange import finder as exchange
from jalons.ailibrary.web.meters import finder as meters
from jalons.ailibrary.web.queue import finder as queue
from jalons.ailibrary.web.recipes import finder as recipes
from jalons.ailibrary.web.search import finder as search

FINDERS = (*recipes.FINDERS, *meters.FINDERS)
PAGES = (*recipes.PAGES, *queue.PAGES, *meters.PAGES, *search.PAGES, *exchange.PAGES)
