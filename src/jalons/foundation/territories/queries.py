"""Find a territory, and read what surrounds it."""

from __future__ import annotations

from collections.abc import Collection
from math import log10

from django.db.models import Q

from jalons.foundation.territories import folding
from jalons.foundation.territories.actions import vintage
from jalons.foundation.territories.models import Territory, TerritoryTerm

CANDIDATES = 300
_LONGEST_QUERY = 120
_KINDS = tuple(Territory.Kind)
_BONUS = {4: 20.0, 3: 15.0, 2: 1.0, 1: 0.0, 0: -1.0}


def is_loaded() -> bool:
    """Whether this instance holds the packaged territories, in their present vintage."""
    return Territory.objects.filter(vintage=vintage()["year"]).exists()


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
        "id", "kind", "code", "siren", "folded", "core", "population"
    )
    codes = {query.upper(), folding.identifier(text)}
    scores: dict[int, tuple[float, int]] = {}
    for id_, kind, code, siren, folded, core, population in rows:
        same = code in codes or (siren and siren in codes)
        nearness = 4 if same else folding.closeness(query, folded=folded, core_name=core)
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
    present = Territory.objects.filter(scope, same, vintage=vintage()["year"])
    return list(present.values_list("id", flat=True)[:CANDIDATES])


def _by_words(query: str, kinds: Collection[str] | None) -> list[int]:
    words = folding.sought(query)
    telling = folding.telling(words)
    terms = TerritoryTerm.objects.filter(
        term__gte=telling, term__lt=folding.successor(telling)
    ).order_by("-weight")
    if kinds:
        terms = terms.filter(territory__kind__in=kinds)
    words.remove(telling)
    for word in words:
        terms = terms.filter(territory__found_by__contains=f" {word}")
    return list(terms.values_list("territory_id", flat=True)[:CANDIDATES])
