"""The indicator of repairs, from the journal of repairs of each device."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.reuse.web.devices import queries
from jalons.reuse.web.devices.models import Repair

REPAIRS, METHOD = "reuse.repairs", "reuse.repairs/1"
_REPAIR = f"urn:jalons:{Repair.urn_kind()}:"
SINCE = 5  # years that an act may still change


def publish(authority: Authority, changes: Sequence[Change]) -> None:
    """Publish the repairs of each year; a year without any is unknown, not zero."""
    if not any(each.urn.startswith(_REPAIR) for each in changes):
        return  # a device takes its repairs along, to the trash and back
    counts = queries.repairs_by_year(authority)
    this_year = timezone.localdate().year
    for year in sorted({*range(this_year - SINCE, this_year + 1), *counts}):
        origin = Urn("reuse_repairs", f"{authority.store_name}.{year}")
        if count := counts.get(year):
            observation_store().record([_observed(authority, year, count, origin)])
        else:
            observation_store().withdraw(origin)


def _observed(authority: Authority, year: int, count: int, origin: Urn) -> Observation:
    today = timezone.localdate()
    return Observation(
        indicator=REPAIRS,
        value=Interval.exact(float(count)),
        unit=Unit.parse("1"),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, (_("repairs written down for each device"),)),
        sources=(Source(_("Journal of repairs"), authority.name, today, "–"),),
        method=METHOD,
        status=Status.DECLARED,
        origin=origin,
    )
