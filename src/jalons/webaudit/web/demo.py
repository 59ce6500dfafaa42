"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.webaudit.web.audits import demo as audits
from jalons.webaudit.web.ecodesign import demo as ecodesign
from jalons.webaudit.web.grids import demo as grids
from jalons.webaudit.web.services import demo as services
from jalons.webaudit.web.statements import demo as statements


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if not demo.is_new:
        return
    for topic in (services, audits, grids, statements, ecodesign):
        topic.fill(demo)
