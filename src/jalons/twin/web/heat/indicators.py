"""The indicator of heat really delivered: from the index of meters, never from a potential."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import day_words
from jalons.kernel import Observation, Perimeter, Period, Source, Status, Unit, Urn, contracts
from jalons.twin.engine.heat.metering import total

from .queries import MeterYear, meters_in

DELIVERED = "twin.heat_recovered"
METHOD = "twin.heat_recovered/1"
SECOND = 1_000_000


def origin_of(authority: Authority, year: int) -> Urn:
    """The origin of the heat delivered in a year: each year has its own figure."""
    return Urn("twin_heat", f"{authority.store_name}.{year}")


def publish(authority: Authority, *, now: datetime) -> None:
    """Publish the heat of this year and of the last one, whose readings may come late.

    A year without readings any more is withdrawn: unknown again, not zero.
    """
    for year in (timezone.localtime(now).year - 1, timezone.localtime(now).year):
        contracts.publish(origin_of(authority, year), heat_delivered(authority, year, now=now))


def heat_delivered(authority: Authority, year: int, *, now: datetime) -> Observation | None:
    """MWh counted by the meters of server rooms in a year; None when no meter has readings.

    The interval covers the uncertainty at the ends of the year and of meters that were reset.
    """
    meters = [each for each in meters_in(authority, year) if each.of_room]
    counted = [meter for meter in meters if meter.found is not None]
    value = total(each.found for each in counted if each.found is not None)
    if value is None:
        return None
    silent = tuple(meter.meter.name for meter in meters if meter.found is None)
    return Observation(
        indicator=DELIVERED,
        value=value,
        unit=Unit.parse("MWh/year"),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, tuple(map(_words, counted)), silent),
        sources=(Source("Compteurs de chaleur", authority.name, timezone.localdate(now), "–"),),
        method=METHOD,
        status=Status.MEASURED,
        origin=origin_of(authority, year),
    )


def _words(each: MeterYear) -> str:
    """A meter, and the days of the year its readings cover."""
    assert each.found is not None  # noqa: S101  only meters with readings are counted
    first, last = (
        day_words(datetime.fromtimestamp(stamp / SECOND, UTC))
        for stamp in (each.found.since, each.found.until - 1)
    )
    values = {"name": each.meter.name, "first": first, "last": last}
    return _("%(name)s, from %(first)s to %(last)s") % values
