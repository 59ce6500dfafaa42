"""Services designed with their users: tried before they opened, among those of the year."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Source
from jalons.kernel.contracts import YearFigure, publish_year
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments.models import ServiceYear

NAME = "participation.services_with_users"


def publish(authority: Authority, changes: Sequence[Change] = ()) -> None:
    """Publish each year whose list is declared complete; a list that is not has no figure."""
    for found in queries.service_years(authority):
        _publish(authority, found.year, found)
    for year in _left(authority, changes):
        _publish(authority, year, None)


def _left(authority: Authority, changes: Sequence[Change]) -> set[int]:
    """The years that no living list is of any more, among those just changed."""
    urns = {each.urn for each in changes}
    rows = ServiceYear.objects.of(authority)
    touched = {each.year for each in rows if str(each.urn) in urns}
    touched |= {(each.before or {}).get("year", 0) for each in changes} - {0}
    return touched - set(queries.service_years(authority).values_list("year", flat=True))


def _publish(authority: Authority, year: int, found: ServiceYear | None) -> None:
    share, marks = (found.share, found.marks) if found else (None, [])
    counted = ngettext("%(count)s new or renewed digital service of the year",
                       "%(count)s new or renewed digital services of the year",
                       len(marks)) % {"count": len(marks)}  # fmt: skip
    unknown = marks.count(None)
    lacking = ngettext("%(count)s service of which nobody knows whether it was tried",
                       "%(count)s services of which nobody knows whether they were tried",
                       unknown) % {"count": unknown}  # fmt: skip
    day = found.declared_on if found else None
    source = Source(_("List of the new services of the year"), authority.name, day, "unstated")
    publish_year(authority, YearFigure(
        NAME, year, "%", share and share.scaled(100), (counted,), (lacking,) if unknown else (),
    ), source)  # fmt: skip
