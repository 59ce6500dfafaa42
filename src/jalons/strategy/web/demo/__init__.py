"""The strategy of the demonstration: from the diagnosis to the public page."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration

from . import actors, diagnosis, documents, indicators, publication, roadmap


def fill(demo: Demonstration) -> None:
    """Answers, roadmap, actors, indicators, documents and public page of a new demonstration."""
    if not demo.is_new:
        return
    authority, story = demo.authority, demo.story
    lead, contributor = demo.people[Role.LEAD], demo.people[Role.CONTRIBUTOR]
    diagnosis.answer(authority=authority, contributor=contributor, story=story)
    roadmap.fill(authority=authority, contributor=contributor, story=story)
    actors.fill(authority=authority, contributor=contributor)
    diagnosis.choose(authority=authority, contributor=contributor, today=demo.today)
    indicators.fill(authority=authority, contributor=contributor, lead=lead, story=story)
    documents.fill(authority=authority, contributor=contributor, lead=lead, story=story)
    publication.fill(authority=authority, administrator=demo.people[Role.ADMINISTRATOR])
