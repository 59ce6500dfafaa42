"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.federation.web.comparison import demo as comparison
from jalons.federation.web.received import demo as received
from jalons.federation.web.sharing import demo as sharing
from jalons.federation.web.sources import demo as sources
from jalons.federation.web.supervision import demo as supervision
from jalons.foundation.accounts.ports.demonstration import Demonstration


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if not demo.is_new:
        return
    for topic in (sharing, sources, received, comparison, supervision):
        topic.fill(demo)
