"""What the twin tells of itself as indicators: sensors that sent something, heat delivered."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit
from jalons.kernel.contracts import observation_store

from . import opening, queries
from .heat import measuring as heat

SENSORS = "twin.sensors"
METHOD = "twin.sensors/1"


def publish(*, now: datetime) -> int:
    """Hand over the indicators of every authority that has a twin; how many authorities."""
    told = 0
    for authority in opening.authorities():
        observation_store().record([sensors(authority, now=now)])
        heat.hand_over(authority, now=now)
        told += 1
    return told


def sensors(authority: Authority, *, now: datetime) -> Observation:
    """How many sensors of an authority observed something in the present year."""
    year = timezone.localtime(now).year
    start = timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001  in the zone of the instance
    since = int(start.timestamp() * 1_000_000)
    town = queries.town(authority, audience="internal")
    count = sum(1 for doc in town.docs if (queries.last_seen(doc) or 0) >= since)
    return Observation(
        indicator=SENSORS,
        value=Interval(count, count, count),
        unit=Unit.parse("device"),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, included=("twin",)),
        sources=(Source("Jumeau du territoire", authority.name, timezone.localdate(now), "–"),),
        method=METHOD,
        status=Status.MEASURED,
        origin=queries.urn_of(authority),
    )
