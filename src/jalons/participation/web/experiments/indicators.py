"""Services designed with their users: tried before they opened, among those of the year."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Source
from jalons.kernel.contracts import YearFigure, publish_year
from jalons.participation.web.experiments import queries
from jalons.participation.web.experiments.models import ServiceYear

NAME = "participation.services_with_users"


def publish(authority: Authority, changes: Sequence[Change] = ()) -> None:
    """Publish each year whose list is declared complete; other years have no figure."""
    years = {each.year: each for each in queries.service_years(authority)}
    before = {(each.before or {}).get("year", 0) for each in changes} - {0}
    gone = ServiceYear.objects.of(authority).exclude(deleted_at=None)
    for year in {*years, *before, *gone.values_list("year", flat=True)}:
        found = years.get(year)
        share, marks = (found.share, found.marks) if found else (None, [])
        day, unknown = found.declared_on if found else None, marks.count(None)
        counted = _("new or renewed digital services of the year: %(count)s")
        lacking = _("services of which nobody knows whether they were tried: %(count)s")
        publish_year(authority, YearFigure(
            NAME, year, "%", share and share.scaled(100), (counted % {"count": len(marks)},),
            (lacking % {"count": unknown},) if unknown else (),
        ), Source(_("List of the new services of the year"), authority.name, day, "–"))  # fmt: skip
