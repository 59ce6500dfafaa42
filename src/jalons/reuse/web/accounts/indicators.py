"""The indicators of a year: rate, devices reused, old devices recycled; unknown is withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.design.page_language import lang
from jalons.kernel import Interval, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.reuse.engine.accounting.rate import DeviceCount, YearRate, sources
from jalons.reuse.web.accounts import queries
from jalons.reuse.words.accounts import bounds_words, gap_words

SINCE, MOST = 3, 20  # years that may still change; things not known that are named


def publish(authority: Authority) -> None:
    """Publish what each year comes to, with the proofs received."""
    this_year = timezone.localdate().year
    for year in range(max(2023, this_year - SINCE), this_year + 1):
        found = queries.rate(authority, year)
        reused, old = (_interval(each) if found.left else None
                       for each in (found.reused, found.old_recycled))  # fmt: skip
        _record(authority, found, "reuse.disposal_rate", "%", found.rate)
        _record(authority, found, "reuse.units_reused", "device", reused)
        _record(authority, found, "reuse.old_units_recycled", "device", old)


def _interval(found: DeviceCount) -> Interval:
    return Interval(found.low, (found.low + found.high) / 2, found.high)


def _record(
    authority: Authority, found: YearRate, name: str, unit: str, value: Interval | None
) -> None:
    origin = Urn(name.replace(".", "_"), f"{authority.store_name}.{found.year}")
    if value is None:
        return observation_store().withdraw(origin)
    words = _("%(stock)s retired devices in stock on 1 January, %(left)s that left in the year")
    counted = words % {"stock": bounds_words(found.stock, lang()), "left": found.left}
    lacks = tuple(gap_words(each, lang()) for each in found.gaps[:MOST])
    observation = Observation(
        name, value, Unit.parse(unit), Period.year(found.year),
        Perimeter(authority.urn, (counted,), lacks), sources()[:1], f"{name}/1", Status.DECLARED,
        origin,
    )  # fmt: skip
    return observation_store().record([observation])


def publish_all(*, now: datetime) -> None:
    """Once a day: devices and lots changed meanwhile."""
    del now
    for authority in Authority.objects.filter(at_work()):
        if queries.concerns(authority):
            publish(authority)
