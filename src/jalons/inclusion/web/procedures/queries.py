"""Procedures with their ways, what the rules say of them, what could fill a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import communes_of
from jalons.inclusion.engine.places.communes import km
from jalons.inclusion.engine.procedures import rules
from jalons.inclusion.engine.procedures.usual import bounds
from jalons.inclusion.web.procedures.models import Channel, Procedure
from jalons.inclusion.words import procedures as words


@dataclass(frozen=True, slots=True)
class Judged:
    """A procedure, what the rules say of it, and what could fill its gaps."""

    record: Procedure
    verdict: rules.Verdict
    fix: rules.Channel | None


def rows(authority: Authority) -> QuerySet[Procedure]:
    """The living procedures of an authority, with their living ways."""
    ways = Channel.objects.of(authority).filter(deleted_at=None)
    found = living(Procedure, authority).select_related("authority")
    return found.prefetch_related(Prefetch("channels", ways))


def judged(authority: Authority) -> list[Judged]:
    """All procedures of an authority, those with serious gaps first."""
    records = list(rows(authority))
    distance, today, limits = Distances(authority), timezone.localdate(), bounds()
    known = [each.judged(distance.farthest(each), spread=distance.spread) for each in records]
    every = []
    for record, one in zip(records, known, strict=True):
        verdict = rules.judge(one, limits, today)
        fix = None if verdict.is_covered else rules.nearest_fix(one, known)
        every.append(Judged(record, verdict, fix))
    return sorted(every, key=lambda each: (each.verdict.is_covered, -(each.record.people or 0),
                                           -len(each.verdict.gaps), each.record.name))  # fmt: skip


def coverage(authority: Authority) -> rules.Coverage:
    """The share of procedures, and of people, with a way that needs no device."""
    return rules.coverage([each.verdict for each in judged(authority)])


def headline(found: QuerySet[Procedure]) -> str:
    """How many procedures have a way without a device."""
    limits, today = bounds(), timezone.localdate()
    verdicts = [rules.judge(each.judged(), limits, today) for each in found]
    return words.headline(rules.coverage(verdicts), lang())


class Distances:
    """How far the communes of an authority are from desks; read once."""

    def __init__(self, authority: Authority) -> None:
        place = authority.territory
        rows = communes_of(place).filter(lat__isnull=False) if place else []
        self._places = _spots_of(rows)

    @property
    def spread(self) -> bool:
        """Whether the territory has several communes."""
        return len(self._places) > 1

    def farthest(self, procedure: Procedure) -> float | None:
        """Kilometres, as the crow flies, of the commune farthest from any desk of a procedure.

        None when a desk stands in a commune nobody wrote, or out of the territory.
        """
        desks = [each for each in procedure.channels.all() if each.way == Channel.Way.DESK]
        spots = self._spots([each.insee for each in desks])
        if spots is None or not self.spread:
            return None
        return max(min(km(each, spot) for spot in spots) for each in self._places.values())

    def _spots(self, codes: list[str]) -> list[tuple[float, float]] | None:
        if not codes or not all(codes):
            return None
        away = [code for code in codes if code not in self._places]
        others = Territory.objects.filter(kind="commune", code__in=away, lat__isnull=False)
        known = self._places | (_spots_of(others) if away else {})
        return [known[code] for code in codes] if all(code in known for code in codes) else None


def _spots_of(rows: Iterable[Territory]) -> dict[str, tuple[float, float]]:
    return {each.code: (each.lat, each.lon) for each in rows
            if each.lat is not None and each.lon is not None}  # fmt: skip
