"""The study of the demonstration, computed where its territory is loaded."""

from __future__ import annotations

from contextlib import suppress

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.web.siting.actions import compute_job
from jalons.inclusion.web.siting.models import SitingStudy


def fill(demo: Demonstration) -> None:
    """One study of the places of the demonstration."""
    made, values = SitingStudy(authority=demo.authority), {"name": "Deux lieux de plus", "new": 2}
    write(demo.authority, demo.people[Role.CONTRIBUTOR], [(made, values)])
    with suppress(InclusionError):  # the page then waits to be computed
        compute_job(lambda *_: None, authority=demo.authority.pk, study=str(made.pk))
