"""The demonstration of the room, topic by topic, in the order in which one leads to the next."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.publishing.actions import choose_all
from jalons.foundation.register.writer import write
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.web.access.actions import compute_job as measure_access
from jalons.inclusion.web.access.models import AccessStudy
from jalons.inclusion.web.campaigns import demo as campaigns
from jalons.inclusion.web.diagnosis import demo as diagnosis
from jalons.inclusion.web.places import demo as places
from jalons.inclusion.web.procedures import demo as procedures
from jalons.inclusion.web.shelves import SHELVES
from jalons.inclusion.web.siting.actions import compute_job as solve_siting
from jalons.inclusion.web.siting.models import SitingStudy
from jalons.inclusion.web.skills import demo as skills


def fill(demo: Demonstration) -> None:
    """Fill each topic of a new demonstration."""
    if not demo.is_new:
        return
    places.fill(demo)
    diagnosis.fill(demo)
    _study(demo, AccessStudy, measure_access, name="Nos lieux")
    _study(demo, SitingStudy, solve_siting, name="Deux lieux de plus", new=2)
    for topic in (procedures, skills, campaigns):
        topic.fill(demo)
    choose_all(demo.authority, demo.people[Role.ADMINISTRATOR], *SHELVES)


def _study(demo: Demonstration, model: Any, compute: Any, **values: Any) -> None:
    """A study of the places of the demonstration, computed where its territory is loaded."""
    made = model(authority=demo.authority)
    write(demo.authority, demo.people[Role.CONTRIBUTOR], [(made, values)])
    with suppress(InclusionError):  # the page then waits to be computed
        compute(lambda *_: None, authority=demo.authority.pk, study=str(made.pk))
