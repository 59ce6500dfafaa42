"""The indicators of the twin: sensors that sent something, heat delivered."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils import timezone

from jalons.broker.store.observer_counts import observing
from jalons.foundation.accounts.models import Authority
from jalons.foundation.tasks import rounds
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit
from jalons.kernel.contracts import observation_store

from .connection import twin_store
from .heat import indicators as heat
from .observations import queries

SENSORS = "twin.sensors"
METHOD = "twin.sensors/1"


def publish(*, now: datetime) -> int:
    """Publish the indicators of every authority that has a twin, once a day; returns how many."""
    hand_over = partial(_hand_over, now=now)
    return sum(rounds.each("twin.figures", hand_over, now=now, due=twin_store.has_twin()))


def _hand_over(authority: Authority, *, now: datetime) -> int:
    observation_store().record([sensors(authority, now=now)])
    heat.publish(authority, now=now)
    return 1


def sensors(authority: Authority, *, now: datetime) -> Observation:
    """How many sensors observed something in the present year."""
    year = timezone.localtime(now).year
    start = timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001  in the zone of the instance
    since = int(start.timestamp() * 1_000_000)
    count = observing(twin_store.store(), twin_store.tenant_of(authority), since=since)
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
