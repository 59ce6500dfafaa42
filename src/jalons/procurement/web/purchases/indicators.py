"""The share of devices bought in a year whose carbon was known when choosing."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Urn
from jalons.procurement.web.figures import Figure, record, years_of
from jalons.procurement.web.purchases import queries
from jalons.procurement.web.purchases.models import Purchase


def publish(authority: Authority, changes: Sequence[Change]) -> None:
    """Publish the share of the years that changed; one without devices is withdrawn."""
    decided = queries.purchases(authority).exclude(decided_on=None)
    rows = {day.year for day in decided.values_list("decided_on", flat=True) if day}
    today = timezone.localdate()
    for year in sorted(years_of({*rows, today.year}, changes, "decided_on")):
        origin = Urn("procurement_purchases", f"{authority.store_name}.{year}")
        record(authority, year, "carbon_known", "%", carbon_known(authority, year), origin=origin,
               title=_("Small purchases"), published=today)  # fmt: skip


def carbon_known(authority: Authority, year: int) -> Figure:
    """The share in percent, from the purchases decided in the year; unknown when no device was."""
    rows = queries.purchases(authority).filter(decided_on__year=year)
    devices = [each for each in rows.exclude(state=Purchase.State.PREPARING) if each.kind]
    counted = sum(each.quantity for each in devices)
    if not counted:
        return Figure(None)
    known = sum(each.quantity for each in devices if each.carbon_known)
    words = ngettext(
        "%(count)s device of small purchases decided in %(year)s",
        "%(count)s devices of small purchases decided in %(year)s",
        counted,
    ) % {"count": counted, "year": year}
    share = Interval.exact(100 * known / counted)
    return Figure(share, [words], [_("purchases made by tender")], counted)
