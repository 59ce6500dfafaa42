"""A map of the municipalities of a territory, by class, with places on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from jalons.foundation.places.maps import BACKDROP, Area, Map, Marker
from jalons.foundation.territories.models import Contour, Territory
from jalons.foundation.territories.queries import communes_of, rings_of

MOST = 400  # municipalities drawn: beyond, a page would be too heavy
type Codes = Mapping[str, int | None]


def commune_map(  # noqa: PLR0913
    communes: Territory | Collection[str], title: str, levels: Codes, *,
    legend: Sequence[str] = (), unknown: str = "", markers: Sequence[Marker] = (),
    values: Mapping[str, str] | None = None, backdrop: bool = False,
) -> Map | None:  # fmt: skip
    """The map, None when there are too many municipalities or no outline.

    ``communes`` are those of a territory, or some codes; ``levels`` and ``values`` (written under
    the names) are by code. ``backdrop``: the outlines only say where the markers are.
    """
    rows = _rows(communes)
    if rows.count() > MOST:
        return None
    contours = Contour.objects.filter(territory__in=rows).select_related("territory")
    areas = tuple(
        Area(town.name, rings_of(each), BACKDROP if backdrop else levels.get(town.code),
             (values or {}).get(town.code, ""), town.population or 0)
        for each in contours
        for town in (each.territory,)
    )  # fmt: skip
    if not areas:
        return None
    return Map(title, areas, tuple(markers), tuple(legend), unknown)


def _rows(communes: Territory | Collection[str]) -> QuerySet[Territory]:
    if isinstance(communes, Territory):
        return communes_of(communes)
    return Territory.objects.filter(kind=Territory.Kind.COMMUNE, code__in=communes)


def classes(values: Mapping[str, float | None], limits: Sequence[float]) -> dict[str, int | None]:
    """The class of each value: 1 up to the first limit, 2 up to the second…; None unknown."""
    return {
        code: None if value is None else 1 + sum(value > limit for limit in limits)
        for code, value in values.items()
    }
