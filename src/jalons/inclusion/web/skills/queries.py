"""Years of mediation and training: what is stored in detail, and the sums of what was erased."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db.models import Min, QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.territories.models import Territory
from jalons.inclusion.documents.skills import SkillsSheet
from jalons.inclusion.engine.skills.figures import Counts, merged, month_of, tally
from jalons.inclusion.engine.skills.training import SessionFacts
from jalons.inclusion.web.skills.models import (
    Activity,
    EquipmentAid,
    ErasedMonth,
    Retention,
    TrainingSession,
)
from jalons.inclusion.words.skills import breakdowns, year_sentence

MOST = 12  # months of retention


def retention(authority: Authority) -> int:
    """For how many months the detail is stored."""
    return living(Retention, authority).aggregate(least=Min("months"))["least"] or MOST


def counts(authority: Authority, year: int) -> Counts:
    """The sums of a year."""
    rows = living(Activity, authority).filter(week__year__range=(year - 1, year + 1))
    mine = [each.facts for each in rows if month_of(each.week).startswith(str(year))]
    gone = ErasedMonth.objects.of(authority).filter(month__startswith=f"{year}-")
    return merged([tally(mine), *gone.values_list("counts", flat=True)])


def sheet(authority: Authority, year: int) -> SkillsSheet:
    """What the page and the chapter of a year say."""
    sums = counts(authority, year)
    sessions = tuple(
        SessionFacts(each.public, each.attended, each.completed, each.before, each.after)
        for each in living(TrainingSession, authority).filter(day__year=year))  # fmt: skip
    aids: Counter[tuple[str, str]] = Counter()
    for each in living(EquipmentAid, authority).filter(month__year=year):
        aids[each.kind, each.unit] += each.count
    places = Territory.objects.filter(kind="commune", code__in=sums.get("commune", ()))
    names = dict(places.values_list("code", "name"))
    return SkillsSheet(year, sums, sessions, aids, names)


def years(authority: Authority) -> list[int]:
    """The years that have something, this one among them, the last first."""
    weeks = living(Activity, authority).dates("week", "year")
    found = {(week + timedelta(days=3)).year for week in weeks} | {timezone.localdate().year}
    months = ErasedMonth.objects.of(authority).values_list("month", flat=True)
    return sorted(found | {int(month[:4]) for month in months}, reverse=True)


def figure(authority: Authority) -> str:
    """The sentence of the year, for the hub and above the list."""
    year = timezone.localdate().year
    return year_sentence(breakdowns(counts(authority, year))[0], year, lang())


def headline(rows: QuerySet[Activity]) -> str:
    """The same for the list; no activity: an invitation to add some."""
    first = rows.first()
    return figure(first.authority) if first else year_sentence(
        breakdowns({})[0], timezone.localdate().year, lang())  # fmt: skip
