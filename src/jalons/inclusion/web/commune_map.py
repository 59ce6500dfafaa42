"""A map of the municipalities of a territory, by class, with places on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from jalons.foundation.places.maps import BACKDROP, Area, Map, Marker
from jalons.foundation.territories.models import Contour, Territory
from jalons.foundation.territories.queries import rings_of

MOST = 400  # municipalities drawn: beyond, a page would be too heavy
NONE: Mapping[str, str] = {}


def commune_map(  # noqa: PLR0913
    communes: QuerySet[Territory], title: str, levels: Mapping[str, int | None], *,
    legend: Sequence[str] = (), unknown: str = "", markers: Sequence[Marker] = (),
    values: Mapping[str, str] = NONE, backdrop: bool = False,
) -> Map | None:  # fmt: skip
    """The map, None when there are too many municipalities or no outline.

    ``levels`` and ``values``, written under the names, are by code. ``backdrop``: the outlines
    only say where the markers are.
    """
    if communes.count() > MOST:
        return None
    contours = Contour.objects.filter(territory__in=communes).select_related("territory")
    areas = tuple(
        Area(town.name, rings_of(each), BACKDROP if backdrop else levels.get(town.code),
             values.get(town.code, ""), town.population or 0)
        for each in contours
        for town in (each.territory,)
    )  # fmt: skip
    return Map(title, areas, tuple(markers), tuple(legend), unknown) if areas else None


def classes(values: Mapping[str, float | None], limits: Sequence[float]) -> dict[str, int | None]:
    """The class of each value: 1 up to the first limit, 2 up to the second…; None unknown."""
    return {
        code: None if value is None else 1 + sum(value > limit for limit in limits)
        for code, value in values.items()
    }
