"""The demonstration of the room, topic by topic."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.reuse.web.accounts.models import ReuseYear
from jalons.reuse.web.devices import demo as devices
from jalons.reuse.web.lots import demo as lots
from jalons.reuse.web.offers.models import Offer
from jalons.reuse.web.wiping import demo as wiping


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration, in the order in which one leads to the next."""
    if not demo.is_new:
        return
    for topic in (devices, wiping, lots):
        topic.fill(demo)
    story, owner = package_table("jalons.reuse", "demonstration"), demo.authority
    offers = [(Offer(authority=owner), {**row, "until": demo.story.day(row["until"])})
              for row in story["offers"]]  # fmt: skip
    write(owner, demo.people[Role.CONTRIBUTOR], offers)
    year = {"year": demo.story.today.year} | story["year"]
    write(owner, demo.people[Role.LEAD], [(ReuseYear(authority=owner), year)])
