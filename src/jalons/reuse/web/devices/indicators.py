"""The indicator of repairs, from the journal of repairs of each device; whom devices concern."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Source
from jalons.kernel.contracts import Port, YearFigure, publish_year
from jalons.reuse.web.devices import queries
from jalons.reuse.web.devices.models import Device, Repair

SINCE = 5  # years that an act may still change
_DEVICE, _REPAIR = (f"urn:jalons:{each.urn_kind()}:" for each in (Device, Repair))
# what the yearly rate reads of a device
_RATED = frozenset({"label", "kind", "bought_on", "retired_on", "special", "state", "lot",
                    "deleted_at"})  # fmt: skip
# an act on devices or lots: the yearly rate, which stands over these topics, follows
rate_depends: Port[Callable[[Authority, Sequence[Change]], None]] = Port("rate_depends")


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """What follows an act on devices: their repairs, the yearly rate."""
    if any(each.urn.startswith(_REPAIR) for each in changes):
        publish(authority)  # a device takes its repairs along, to the trash and back
    of_devices = (each.after for each in changes if each.urn.startswith(_DEVICE))
    if any(_RATED.intersection(after) for after in of_devices):
        rate_depends()(authority, changes)


def publish(authority: Authority) -> None:
    """Publish the repairs of each year; a year without any is unknown, not zero."""
    counts = queries.repairs_by_year(authority)
    today = timezone.localdate()
    source = Source(_("Journal of repairs"), authority.name, today, "–")
    for year in sorted({*range(today.year - SINCE, today.year + 1), *counts}):
        value = Interval.exact(float(counts[year])) if counts.get(year) else None
        counted = _("repairs recorded for each device")
        figure = YearFigure("reuse.repairs", year, "1", value, (counted,))
        publish_year(authority, figure, source)
