"""The demonstration of the topic: the diagnosis of its territory, computed."""

from __future__ import annotations

from contextlib import suppress

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.models import Job
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.web.diagnosis.actions import KIND, diagnose_job
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis


def fill(demo: Demonstration) -> None:
    """Diagnose the territory of the demonstration."""
    made, home = FragilityDiagnosis(authority=demo.authority), demo.authority.territory
    if home:
        values = {"kind": home.kind, "place": home.code}
        write(demo.authority, demo.people[Role.LEAD], [(made, values)])
        Job.objects.of(demo.authority).filter(kind=KIND).delete()  # computed here, not later
        with suppress(InclusionError):  # the page says why, where few territories are loaded
            diagnose_job(lambda *_: None, authority=demo.authority.pk, diagnosis=str(made.pk))
