"""The year of the demonstration: what the lead stated of it."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.reuse.web.accounts.models import ReuseYear


def fill(demo: Demonstration) -> None:
    """The answers of the year; the rest is computed from devices and lots."""
    stated = package_table("jalons.reuse", "demonstration")["year"]
    made = ReuseYear(authority=demo.authority)
    write(
        demo.authority, demo.people[Role.LEAD], [(made, {"year": demo.story.today.year} | stated)]
    )
