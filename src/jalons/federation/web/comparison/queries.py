"""What is read of groups: their figures, their releases, why one is not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, F, Q, QuerySet

from jalons.federation.engine.groups import (
    Left,
    MemberFigure,
    SharedFigure,
    grouped,
    in_unit,
    perimeter,
)
from jalons.federation.engine.nearness import Spot
from jalons.federation.engine.releases import (
    ComparedGroup,
    Release,
    Released,
    ReleaseStanding,
    release,
)
from jalons.federation.web.comparison.models import StoredFigure, StoredRelease
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.sources import queries as sources
from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.territories.bands import Band, band_of, bands
from jalons.foundation.territories.models import Territory
from jalons.kernel import JalonsError, Observation
from jalons.kernel.contracts import IndicatorSheet, indicator_figures

USED = sources.TRUSTED & ~Q(publisher="") & ~Q(siren="")
NAMES = ("indicator", "method", "period", "perimeter", "kind", "band", "unit")


def trusted(authority: Authority) -> QuerySet[Source]:
    """The territories whose files are used, once they were read: nothing is used of the others."""
    return sources.sources(authority).filter(USED)


def shared_items(authority: Authority, *kinds: str) -> QuerySet[ReceivedItem]:
    """The files that trusted territories still share, of some kinds or of all."""
    rows = living(ReceivedItem, authority).filter(
        state=ReceivedItem.State.SHARED, tombstone=False, source__in=trusted(authority)
    )
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return rows.select_related("source", "authority")


def own_items(authority: Authority, *kinds: str) -> QuerySet[ReceivedItem]:
    """The same, without what a territory only passes on: it speaks of itself alone."""
    return shared_items(authority, *kinds).filter(origin=F("source__publisher"))


def territories(sirens: Iterable[str]) -> dict[str, Territory]:
    """The territories of some SIREN numbers."""
    return {each.siren: each for each in Territory.objects.filter(siren__in=set(sirens) - {""})}


def spots(found: Iterable[Territory]) -> dict[int, Spot]:
    """Where some territories are, by key: a commune at its town hall, others amid theirs."""
    known = {each.pk: each for each in found}
    made = {key: Spot(each.lat, each.lon, each.population) for key, each in known.items()}
    for kind in ("epci", "ept", "departement", "region"):
        wanted = [key for key, each in known.items() if each.kind == kind and each.lat is None]
        rows = Territory.objects.filter(kind="commune", **{f"{kind}__in": wanted}).order_by()
        for key, lat, lon in rows.values_list(kind).annotate(Avg("lat"), Avg("lon")):
            made[key] = Spot(lat, lon, known[key].population)
    return made


def band_for(territory: Territory | None) -> Band | None:
    """The population band of a territory, None when it is unknown."""
    if territory is None:
        return None
    return band_of(territory.population, bands().get(territory.kind, ()))


def sheets(lang: str) -> dict[str, IndicatorSheet]:
    """The measured indicators by id; empty when no room has a catalogue of them."""
    try:
        return dict(indicator_figures().sheets(lang))
    except JalonsError:
        return {}


# Groups -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with the release to show, and how many territories it has today."""

    group: ComparedGroup
    released: Released
    members: int


def figures(authority: Authority, **which: str) -> QuerySet[StoredFigure]:
    """The figures of trusted territories, those left out included."""
    return StoredFigure.objects.of(authority).filter(source__in=trusted(authority), **which)


def current(authority: Authority, **which: str) -> dict[ComparedGroup, dict[str, float]]:
    """The values of each group today, by member."""
    rows = figures(authority, left="", **which).values_list(
        "member", "kind", "band", "indicator", "method", "period", "perimeter", "unit", "value"
    )
    return grouped(
        MemberFigure(
            member, kind, band, SharedFigure(indicator, method, period, perimeter, unit, value)
        )
        for member, kind, band, indicator, method, period, perimeter, unit, value in rows.iterator()
    )


def releases(authority: Authority, **which: str) -> dict[ComparedGroup, list[Release]]:
    """What was shown of each group, in its order."""
    found: dict[ComparedGroup, list[Release]] = {}
    for each in StoredRelease.objects.of(authority).filter(**which).order_by("day", "pk"):
        shown = Release(each.day, frozenset(each.members), each.first, each.median, each.third)
        found.setdefault(ComparedGroup(*(getattr(each, name) for name in NAMES)), []).append(shown)
    return found


def groups(authority: Authority, day: date, **which: str) -> list[ShownGroup]:
    """The groups of today with what may be shown of each: only what was released."""
    before = releases(authority, **which)
    found = []
    for group, values in current(authority, **which).items():
        earlier = before.get(group, [])
        decided = release(values, day, earlier)
        if (
            decided.standing is ReleaseStanding.RELEASED
        ):  # values of today are shown once they are stored
            last = earlier[-1] if earlier else None
            decided = Released(ReleaseStanding.RELEASED if last else ReleaseStanding.SMALL, last)
        found.append(ShownGroup(group, decided, len(values)))
    return sorted(found, key=lambda each: (each.released.release is None, _order(each.group)))


def _order(group: ComparedGroup) -> tuple[str, ...]:
    reverse = "".join(chr(0x10FFFF - ord(char)) for char in group.period)  # the latest first
    return group.indicator, reverse, group.method, group.perimeter


def choices(authority: Authority) -> tuple[list[str], list[tuple[str, str]]]:
    """The indicators and the types with bands of which something was read."""
    rows = figures(authority, left="")
    names = rows.order_by("indicator").values_list("indicator", flat=True).distinct()
    looks = rows.order_by("kind", "band").values_list("kind", "band").distinct()
    return list(names), sorted(looks, key=lambda look: (look[0], int(look[1].split("-")[0] or 0)))


def left_out(authority: Authority) -> Counter[tuple[str, str]]:
    """How many figures are in no group, by the name of their territory and the code of why."""
    rows = figures(authority).exclude(left="").values_list("source__name", "left")
    return Counter(rows)


# One's own value ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnValue:
    """One's own latest value of an indicator; ``differs`` is what keeps it from being compared."""

    observation: Observation
    value: float
    differs: tuple[str, ...] = ()


def own_value(
    authority: Authority, group: ComparedGroup, sheet: IndicatorSheet | None
) -> OwnValue | None:
    """One's own value beside a group; None without one. Two values that count something else are
    never put side by side.
    """
    if sheet is None:
        return None
    try:
        found = indicator_figures().latest(authority.urn, group.indicator)
    except JalonsError:
        return None
    if found is None:
        return None
    value = in_unit(repr(float(found.value.mid)), found.unit.symbol, sheet)
    counted = perimeter(found.perimeter.included, found.perimeter.excluded)
    same = {
        "method": found.method == group.method,
        "period": str(found.period) == group.period,
        "perimeter": counted == group.perimeter,
        "unit": not isinstance(value, Left),
    }
    differs = tuple(name for name, alike in same.items() if not alike)
    return OwnValue(found, 0.0 if isinstance(value, Left) else value, differs)


def pick(known: Sequence[str], wanted: str) -> str:
    """What an address asks for when it is known, else the first; empty when there is none."""
    return wanted if wanted in known else (known[0] if known else "")


def released_indicators(authority: Authority) -> list[str]:
    """The indicators with a group that was shown."""
    rows = StoredRelease.objects.of(authority).order_by("indicator")
    return list(rows.values_list("indicator", flat=True).distinct())
