"""The ground a study stands on: areas of a territory, places that help, the people of a need.

For the worker: it reads arrays of the whole country. Pages read what a study stored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import communes_of
from jalons.inclusion.engine.access import Supply
from jalons.inclusion.engine.areas import Areas, Numbers, Rows
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.hours import read
from jalons.inclusion.store import areas as packaged
from jalons.inclusion.store import official
from jalons.inclusion.web.places.register import NO_PUBLIC, records_of
from jalons.inclusion.web.studies import Need, PlacesOf


@dataclass(frozen=True, slots=True)
class Sites:
    """Places with their names and their supply."""

    names: tuple[str, ...]
    supply: Supply


def territory_of(authority: Authority) -> Territory:
    """The territory of an authority. Raises ``InclusionError`` (``territory_missing``)."""
    if authority.territory is None:
        raise InclusionError("territory_missing")
    return authority.territory


def rows_of(territory: Territory) -> Rows:
    """The rows of its municipalities, in the order of the packaged areas."""
    codes = sorted(communes_of(territory).values_list("code", flat=True))
    return packaged.communes().rows(codes)


def people_of(need: str, areas: Areas) -> Numbers:
    """How many people of a need live in each area, ``nan`` unknown."""
    if need == Need.OVER_65:
        return packaged.column("over_65").values * areas.people
    return areas.people


def sites_of(authority: Authority, which: str) -> Sites:
    """The places a study counts. Town halls are those of the country, the order of the areas."""
    if which == PlacesOf.TOWN_HALLS:
        areas = packaged.communes()
        hours = official.packaged()["town_hall_hours"].values
        supply = Supply(areas.codes, areas.lat, areas.lon, hours, hours, hours)
        return Sites(
            tuple(_("Town hall of %(name)s") % {"name": each} for each in areas.names), supply
        )
    records = [each for each in records_of(authority, "open") if NO_PUBLIC not in each.access]
    weeks = [read(each.hours) for each in records]
    columns = [
        np.array([np.nan if value is None else float(value) for value in values], dtype=float)
        for values in (
            [each.lat for each in records], [each.lon for each in records],
            [each.low for each in weeks], [each.high for each in weeks],
        )
    ]  # fmt: skip
    lat, lon, low, high = columns
    supply = Supply(tuple(str(each.pk) for each in records), lat, lon, low, (low + high) / 2, high)
    return Sites(tuple(each.name for each in records), supply)
