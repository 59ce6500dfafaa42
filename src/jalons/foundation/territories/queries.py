"""Find a territory, its members and its duties."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources
from math import log10
from typing import Any

from django.db.models import Q, QuerySet, Sum

from jalons.foundation.places.maps import Area, Map, Marker, Ring
from jalons.foundation.territories import folding
from jalons.foundation.territories.contours import decode
from jalons.foundation.territories.duties import Duty, Facts, Finding, decide_all, parse
from jalons.foundation.territories.models import Contour, Territory, TerritoryTerm
from jalons.foundation.territories.vintage import vintage

CANDIDATES = 300
_LONGEST_QUERY = 120
_KINDS = tuple(Territory.Kind)
_BONUS = {4: 20.0, 3: 15.0, 2: 1.0, 1: 0.0, 0: -1.0}


def communes_named(text: str) -> list[Territory]:
    """The communes of that code, else of that name; two at most, when it names several."""
    rows = Territory.objects.filter(kind=Territory.Kind.COMMUNE)
    by_code = list(rows.filter(code=text.strip().upper())[:2])
    return by_code or list(rows.filter(folded=folding.fold(text))[:2])


def is_loaded() -> bool:
    """Whether this instance has the packaged territories, in their present vintage."""
    return Territory.objects.filter(vintage=vintage().year).exists()


def search_territories(
    text: str, *, kinds: Collection[str] | None = None, limit: int = 20
) -> list[Territory]:
    """The territories ``text`` names, nearest and largest first, at most ``limit``.

    ``text`` is a name (accents, hyphens and case do not matter, each word may be unfinished), a
    former name, an INSEE code past or present, a SIREN or SIRET, or a postcode.
    """
    query = folding.fold(text[:_LONGEST_QUERY])
    if not query:
        return []
    scope = Q(kind__in=kinds) if kinds else Q()
    ids = {*_exact(text, query, scope), *_by_words(query, kinds)}
    rows = Territory.objects.filter(scope, id__in=ids).values_list(
        "id", "kind", "code", "siren", "folded", "core", "found_by", "population"
    )
    codes = {query.upper(), folding.identifier(text)}
    scores: dict[int, tuple[float, int]] = {}
    for id_, kind, code, siren, folded, core, found_by, population in rows:
        same = code in codes or (siren and siren in codes)
        nearness = (
            4
            if same
            else folding.closeness(query, folded=folded, core_name=core, found_by=found_by)
        )
        size = log10(1 + (population or 0))
        scores[id_] = (-_BONUS[nearness] - size, _KINDS.index(kind))
    best = sorted(scores, key=scores.__getitem__)[:limit]
    found = Territory.objects.select_related("departement").in_bulk(best)
    return [found[id_] for id_ in best]


def _exact(text: str, query: str, scope: Q) -> list[int]:
    same = Q(core=folding.core(query)) | Q(code=query.upper())
    siren = folding.identifier(text)
    if siren:
        same |= Q(siren=siren)
    present = Territory.objects.filter(scope, same, vintage=vintage().year)
    return list(present.values_list("id", flat=True)[:CANDIDATES])


def _by_words(query: str, kinds: Collection[str] | None) -> list[int]:
    words = folding.query_words(query)
    narrowest = folding.narrowest(words)
    terms = TerritoryTerm.objects.filter(
        term__gte=narrowest, term__lt=folding.successor(narrowest)
    ).order_by("-weight")
    if kinds:
        terms = terms.filter(territory__kind__in=kinds)
    words.remove(narrowest)
    for word in words:
        terms = terms.filter(territory__found_by__contains=f" {word}")
    return list(terms.values_list("territory_id", flat=True)[:CANDIDATES])


def territory_at(kind: str, code: str) -> Territory | None:
    """The territory of a kind and code, with what it belongs to, or None."""
    parents = ("epci", "ept", "departement", "region")
    return Territory.objects.select_related(*parents).filter(kind=kind, code=code).first()


def country_of(territory: Territory) -> str:
    """The ISO 3166-1 alpha-2 code of where a territory stands: ``FR``, or its own overseas."""
    found = _countries()
    where = territory if territory.departement is None else territory.departement
    of_kind: dict[str, str] = found.get(where.kind, {})
    return of_kind.get(where.code, str(found["default"]))


def countries() -> tuple[str, ...]:
    """The codes :func:`country_of` may answer, mainland France first."""
    found = _countries()
    return tuple(dict.fromkeys((str(found["default"]), *found["departement"].values())))


@cache
def _countries() -> dict[str, Any]:
    path = resources.files(__package__) / "data" / "countries.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def members(territory: Territory) -> QuerySet[Territory]:
    """The members of a territory, largest first.

    Communes for an EPCI or EPT, départements for a région; a département answers with the EPCI
    most of whose people live there.
    """
    kinds = Territory.Kind
    present = Territory.objects.filter(vintage=territory.vintage).order_by("-population", "name")
    match territory.kind:
        case kinds.EPCI:
            return present.filter(kind=kinds.COMMUNE, epci=territory)
        case kinds.EPT:
            return present.filter(kind=kinds.COMMUNE, ept=territory)
        case kinds.DEPARTEMENT:
            return present.filter(kind=kinds.EPCI, departement=territory)
        case kinds.REGION:
            return present.filter(kind=kinds.DEPARTEMENT, region=territory)
        case _:
            return present.none()


def communes_of(territory: Territory) -> QuerySet[Territory]:
    """The communes that make a territory up, itself when it is one."""
    kinds = Territory.Kind
    present = Territory.objects.filter(kind=kinds.COMMUNE, vintage=territory.vintage)
    if territory.kind == kinds.COMMUNE:
        return present.filter(pk=territory.pk)
    return present.filter(**{territory.kind: territory})


def residents_of(territory: Territory) -> int | None:
    """The residents of a territory as the sum of its communes, which share one vintage.

    Its own population when no commune of it is loaded; None when nothing is known.
    """
    if territory.kind == Territory.Kind.COMMUNE:
        return territory.population
    total: int | None = communes_of(territory).aggregate(total=Sum("population"))["total"]
    return territory.population if total is None else total


def drawing(territory: Territory, *, title: str, place: str, source: str) -> Map | None:
    """The map of a territory, its communes separated in an EPCI or EPT; None without contour.

    ``place`` is what to call its position, such as the town hall.
    """
    shown = areas(territory, level=2)
    if not shown:
        return None
    markers: tuple[Marker, ...] = ()
    if territory.lat is not None and territory.lon is not None:
        markers = (Marker(place, (territory.lon, territory.lat)),)
    return Map(title=title, areas=shown, markers=markers, source=source)


def areas(territory: Territory, *, level: int) -> tuple[Area, ...]:
    """The outlines of a territory, of each commune of an EPCI or EPT; none without contour."""
    shown: tuple[Territory, ...] = (territory,)
    if territory.kind in {Territory.Kind.EPCI, Territory.Kind.EPT}:
        shown = tuple(members(territory))
    contours = Contour.objects.filter(territory__in=shown).select_related("territory")
    return tuple(
        Area(
            contour.territory.name, rings_of(contour), level, size=contour.territory.population or 0
        )
        for contour in contours
    )


def rings_of(contour: Contour) -> tuple[Ring, ...]:
    """The outlines of a territory, for a map."""
    return tuple(tuple(ring) for ring in decode(contour.rings))


@cache
def all_duties() -> tuple[Duty, ...]:
    """Every duty known to this version, in the order of ``data/duties.toml``."""
    path = resources.files(__package__) / "data" / "duties.toml"
    return parse(path.read_text(encoding="utf-8"))


def duties_of(
    territory: Territory, *, staff: int | None = None, purchases: int | None = None
) -> tuple[Finding, ...]:
    """Which duties apply to a territory and why: those that apply, that depend, that do not.

    ``staff`` (people) and ``purchases`` (euros a year) settle what public data cannot.
    """
    facts = Facts(
        kind=territory.kind,
        nature=territory.nature,
        population=territory.population,
        population_total=territory.population_total,
        staff=staff,
        purchases=purchases,
        overseas=territory.is_overseas_collectivity,
    )
    return decide_all(all_duties(), facts)
