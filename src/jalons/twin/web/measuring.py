"""What the twin tells of itself as indicators: sensors that sent something, heat delivered."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit
from jalons.kernel.contracts import observation_store
from jalons.twin.store.observing import observing

from . import opening, queries
from .heat import measuring as heat

SENSORS = "twin.sensors"
METHOD = "twin.sensors/1"
_log = logging.getLogger(__name__)


def publish(*, now: datetime) -> int:
    """Hand over the indicators of every authority that has a twin; how many authorities."""
    told = 0
    for tenant in opening.store().tenants():
        authority = opening.authority_of(tenant)
        if authority is None:
            continue
        try:
            observation_store().record([sensors(authority, now=now)])
            heat.hand_over(authority, now=now)
            told += 1
        except Exception:  # one town never leaves the others without figures
            _log.exception("the figures of the twin of %s were not published", tenant)
    return told


def sensors(authority: Authority, *, now: datetime) -> Observation:
    """How many sensors of an authority observed something in the present year."""
    year = timezone.localtime(now).year
    start = timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001  in the zone of the instance
    since = int(start.timestamp() * 1_000_000)
    count = observing(opening.store(), opening.tenant_of(authority), since=since)
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
