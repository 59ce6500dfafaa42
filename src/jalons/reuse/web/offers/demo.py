"""The offers and needs of the demonstration."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.reuse.web.offers.models import Offer


def fill(demo: Demonstration) -> None:
    """Those of the demonstration, from its table."""
    rows = package_table("jalons.reuse", "demonstration")["offers"]
    made = [(Offer(authority=demo.authority), {**row, "until": demo.story.day(row["until"])})
            for row in rows]  # fmt: skip
    write(demo.authority, demo.people[Role.CONTRIBUTOR], made)
