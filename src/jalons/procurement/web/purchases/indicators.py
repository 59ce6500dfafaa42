"""The share of devices bought in a year whose carbon was known when choosing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import (
    Interval,
    Observation,
    Perimeter,
    Period,
    Source,
    Status,
    Unit,
    Urn,
    contracts,
)
from jalons.procurement.web.purchases import queries
from jalons.procurement.web.purchases.models import Purchase

KNOWN = "procurement.carbon_known"
METHOD = "procurement.carbon_known/1"


def origin_of(authority: Authority, year: int) -> Urn:
    """The origin of the share of a year: each year has its own figure."""
    return Urn("procurement_purchases", f"{authority.store_name}.{year}")


def publish(authority: Authority, changes: Sequence[Change]) -> None:
    """Publish the share of the years that changed; one without devices is withdrawn."""
    decided = queries.purchases(authority).exclude(decided_on=None)
    years = {day.year for day in decided.values_list("decided_on", flat=True) if day}
    touched = {date.fromisoformat(day).year for each in changes for day in _days(each)}
    for year in sorted(years | touched | {timezone.localdate().year}):
        contracts.publish(origin_of(authority, year), carbon_known(authority, year))


def carbon_known(authority: Authority, year: int) -> Observation | None:
    """The share in percent, from the purchases decided in the year; None when no device was."""
    rows = queries.purchases(authority).filter(decided_on__year=year)
    devices = [each for each in rows.exclude(state=Purchase.State.PREPARING) if each.kind]
    counted = sum(each.quantity for each in devices)
    if not counted:
        return None
    known = sum(each.quantity for each in devices if each.carbon_known)
    words = ngettext(
        "%(count)s device of small purchases decided in %(year)s",
        "%(count)s devices of small purchases decided in %(year)s",
        counted,
    ) % {"count": counted, "year": year}
    return Observation(
        indicator=KNOWN,
        value=Interval.exact(100 * known / counted),
        unit=Unit.parse("%"),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, (words,), (_("purchases made by tender"),)),
        sources=(Source(_("Small purchases"), authority.name, timezone.localdate(), "–"),),
        method=METHOD,
        status=Status.DECLARED,
        origin=origin_of(authority, year),
    )


def _days(change: Change) -> list[str]:
    sides = (change.before or {}, change.after or {})
    return [str(side["decided_on"]) for side in sides if side.get("decided_on")]
