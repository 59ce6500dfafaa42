"""The twin of the demonstration: sensors with alerts, server rooms, street lights."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration

from . import heat, sensors, whatif


def fill(demo: Demonstration) -> None:
    """Add to the demonstration what its twin lacks, new or not."""
    authority, now = demo.authority, demo.now
    lead, contributor = demo.people[Role.LEAD], demo.people[Role.CONTRIBUTOR]
    sensors.fill(authority=authority, user=lead, now=now)
    sensors.raise_alerts(authority=authority, lead=lead, contributor=contributor, now=now)
    heat.fill(authority=authority, user=lead, now=now)
    whatif.fill(authority=authority, lead=lead, contributor=contributor, now=now)
