"""Hours of coaching and residents coached; a small count, or one nobody knows, is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.inclusion.engine.skills.figures import breakdown, first_visits
from jalons.inclusion.web.skills import queries
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import publish as put


def publish(authority: Authority, changes: Sequence[Any] = ()) -> None:
    """Publish this year and the one before."""
    del changes
    today = timezone.localdate()
    for year in (today.year - 1, today.year):
        counts = queries.counts(authority, year)
        total, people = breakdown(counts, "month").total, first_visits(counts)
        hours = Interval.exact(total.hours) if total.hours else None
        persons = people and Interval(people[0], sum(people) / 2, people[1])
        figures = (("coaching_hours", "h", hours), ("residents_coached", "person/year", persons))
        for stem, unit, value in figures:
            name = f"inclusion.{stem}"
            words = ngettext(
                "%(count)s activity of mediation",
                "%(count)s activities of mediation",
                total.activities or 0,
            ) % {"count": total.activities}
            origin = Urn(name.replace(".", "_"), f"{authority.store_name}.{year}")
            source = Source(_("Register of activities"), authority.name, today, "–")
            put(origin, None if value is None else Observation(
                name, value, Unit.parse(unit), Period.year(year),
                Perimeter(authority.urn, (words,)), (source,), f"{name}/1", Status.DECLARED,
                origin))  # fmt: skip
