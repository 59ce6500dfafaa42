"""The inventories of the demonstration, and what people did with them."""

from __future__ import annotations

from jalons.footprint.web.intake import actions
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration

from . import declared, work
from .files import inventory_file


def fill(demo: Demonstration) -> None:
    """Two yearly inventories of a new demonstration, corrected, put together, with a scenario."""
    if not demo.is_new:
        return
    contributor, story = demo.people[Role.CONTRIBUTOR], demo.story
    for year in story.years:
        actions.import_inventory(
            authority=demo.authority,
            user=contributor,
            name=f"Inventaire {year}.xlsx",
            content=inventory_file(year, before=year < story.year),
            today=story.today.replace(year=year),
        )
    declared.fill(authority=demo.authority, contributor=contributor, story=story)
    work.fill(authority=demo.authority, contributor=contributor, story=story)
