"""A map of the municipalities of a territory, by class, with places on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jalons.foundation.places.maps import BACKDROP, Area, Map, Marker
from jalons.foundation.territories.models import Contour, Territory
from jalons.foundation.territories.queries import communes_of, rings_of

MOST = 160  # municipalities drawn: beyond, a page would be too heavy


def commune_map(  # noqa: PLR0913
    territory: Territory, title: str, levels: Mapping[str, int | None], *,
    legend: Sequence[str], unknown: str, source: str, markers: Sequence[Marker] = (),
    backdrop: bool = False,
) -> Map | None:  # fmt: skip
    """The map, None when there are too many municipalities or no outline. ``levels`` by code.

    ``backdrop``: the outlines only say where the markers are.
    """
    rows = communes_of(territory)
    if rows.count() > MOST:
        return None
    contours = Contour.objects.filter(territory__in=rows).select_related("territory")
    areas = tuple(
        Area(each.territory.name, rings_of(each),
             BACKDROP if backdrop else levels.get(each.territory.code))
        for each in contours
    )  # fmt: skip
    if not areas:
        return None
    return Map(title, areas, tuple(markers), tuple(legend), unknown, source=source)


def classes(values: Mapping[str, float | None], limits: Sequence[float]) -> dict[str, int | None]:
    """The class of each value: 1 up to the first limit, 2 up to the second…; None unknown."""
    return {
        code: None if value is None else 1 + sum(value > limit for limit in limits)
        for code, value in values.items()
    }
