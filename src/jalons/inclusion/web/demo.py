"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.inclusion.web.access import demo as access
from jalons.inclusion.web.campaigns import demo as campaigns
from jalons.inclusion.web.diagnosis import demo as diagnosis
from jalons.inclusion.web.official import demo as official
from jalons.inclusion.web.places import demo as places
from jalons.inclusion.web.procedures import demo as procedures
from jalons.inclusion.web.siting import demo as siting
from jalons.inclusion.web.skills import demo as skills


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if demo.is_new:
        for topic in (official, places, diagnosis, access, siting, procedures, skills, campaigns):
            topic.fill(demo)
