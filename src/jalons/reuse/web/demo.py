"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.reuse.web.accounts import demo as accounts
from jalons.reuse.web.devices import demo as devices
from jalons.reuse.web.lots import demo as lots
from jalons.reuse.web.offers import demo as offers
from jalons.reuse.web.wiping import demo as wiping


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if demo.is_new:
        for topic in (devices, wiping, lots, offers, accounts):
            topic.fill(demo)
