"""The indicators of a year: rate, devices reused, old devices recycled; unknown is withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.design.page_language import lang
from jalons.kernel import Interval, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.reuse.engine.accounting.rate import Bounds, YearRate, sources
from jalons.reuse.web.accounts import queries
from jalons.reuse.words.accounts import bounds_words

SINCE = 3  # years that a proof or an answer may still change


def publish(authority: Authority) -> None:
    """Publish what each year comes to, with the proofs received."""
    this_year = timezone.localdate().year
    for year in range(max(2023, this_year - SINCE), this_year + 1):
        found = queries.rate(authority, year)
        left = found.left > 0
        values = (
            ("reuse.disposal_rate", "%", found.rate),
            ("reuse.units_reused", "device", _interval(found.reused) if left else None),
            ("reuse.old_units_recycled", "device", _interval(found.old_recycled) if left else None),
        )
        for name, unit, value in values:
            origin = Urn(name.replace(".", "_"), f"{authority.store_name}.{year}")
            if value is None:
                observation_store().withdraw(origin)
            else:
                one = _observed(authority, found, name, unit, value, origin)
                observation_store().record([one])


def _interval(found: Bounds) -> Interval:
    return Interval(found.low, (found.low + found.high) / 2, found.high)


def _observed(  # noqa: PLR0913, PLR0917  each one a fact of the observation
    authority: Authority, found: YearRate, name: str, unit: str, value: Interval, origin: Urn
) -> Observation:
    words = _("%(stock)s retired devices in stock on 1 January, %(left)s that left in the year")
    counted = words % {"stock": bounds_words(found.stock, lang()), "left": found.left}
    lacks = tuple(sorted({f"{each.code}: {each.units}" for each in found.gaps}))
    return Observation(
        name, value, Unit.parse(unit), Period.year(found.year),
        Perimeter(authority.urn, (counted,), lacks), sources()[:1], f"{name}/1", Status.DECLARED,
        origin,
    )  # fmt: skip


def publish_all(*, now: datetime) -> None:
    """Once a day: devices and lots changed meanwhile."""
    del now
    for authority in Authority.objects.filter(at_work()):
        if queries.concerns(authority):
            publish(authority)
