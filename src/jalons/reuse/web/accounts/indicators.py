"""The indicators of a year: rate, devices reused, old devices recycled; unknown is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Change
from jalons.foundation.tasks import rounds
from jalons.kernel import Interval
from jalons.kernel.contracts import YearFigure, publish_year
from jalons.reuse.engine.accounting.rate import DeviceCount, YearRate, sources
from jalons.reuse.web.accounts import queries
from jalons.reuse.web.accounts.models import ReuseYear
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots.models import Lot
from jalons.reuse.words.accounts import bounds_words, gap_words

FIRST, SINCE, MOST = 2023, 3, 20  # the decree; years that may change; unknown things named
_DEVICE, _LOT = (f"urn:jalons:{each.urn_kind()}:" for each in (Device, Lot))


def publish(authority: Authority) -> None:
    """Publish what each year comes to, with the proofs received."""
    this_year = timezone.localdate().year
    years = range(max(FIRST, this_year - SINCE), this_year + 1)
    for found in queries.rates(authority, years):
        for figure in _figures(found):
            publish_year(authority, figure, sources()[0])


def _figures(found: YearRate) -> tuple[YearFigure, ...]:
    words = _("%(stock)s retired devices in stock on 1 January, %(left)s that left in the year")
    counted = words % {"stock": bounds_words(found.stock, lang()), "left": found.left}
    lacks = tuple(gap_words(each, lang()) for each in found.gaps[:MOST])
    reused, old = (_interval(each) if found.left else None
                   for each in (found.reused, found.old_recycled))  # fmt: skip
    figures = (
        ("reuse.disposal_rate", "%", found.rate),
        ("reuse.units_reused", "device", reused),
        ("reuse.old_units_recycled", "device", old),
    )
    return tuple(YearFigure(name, found.year, unit, value, (counted,), lacks)
                 for name, unit, value in figures)  # fmt: skip


def _interval(found: DeviceCount) -> Interval:
    return Interval(found.low, (found.low + found.high) / 2, found.high)


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """Publish after an act on devices or lots, once: on both, the hook of lots does it."""
    is_of_devices = changes[0].urn.startswith(_DEVICE)
    if not (is_of_devices and changes[0].batch.changes.filter(urn__startswith=_LOT).exists()):
        publish(authority)


def publish_all(*, now: datetime) -> None:
    """Once a day: what time alone changes."""
    rounds.each("reuse.figures", publish, now=now, due=owns(ReuseYear) | owns(Device))
