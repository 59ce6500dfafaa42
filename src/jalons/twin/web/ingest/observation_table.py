"""A table of the observations that messages or rows would become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jalons.broker.engine.policies.policy import middle
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import lang
from jalons.twin.web.labels.values import amount, moment, short
from jalons.wording import colon

if TYPE_CHECKING:
    from jalons.broker.engine.ingest.observations import Observation

VALUES_SHOWN = 4


def observations_table(observations: Sequence[Observation], caption: str) -> Table | None:
    """Observations in a table: entity, values, place, instant; None for none."""
    if not observations:
        return None
    rows = tuple(
        (
            Cell(observation.entity.removeprefix("urn:ngsi-ld:")),
            _values(observation),
            _coordinates(place_of(observation)),
            moment(observation.at),
        )
        for observation in observations
    )
    columns = (
        Column(_("Entity")), Column(_("Values")), Column(_("Place")), Column(_("Observed")),
    )  # fmt: skip
    return Table(caption, columns, rows)


def _values(each: Observation) -> str:
    values = [
        f"{short(iri)}{colon(lang())}{amount(instance['value'], instance.get('unitCode', ''))}"
        for iri, found in each.doc["attrs"].items()
        for instance in found
        if instance["type"] != "GeoProperty"
    ]
    more = len(values) - VALUES_SHOWN
    return "; ".join(values[:VALUES_SHOWN]) + (
        _(" and %(more)s more") % {"more": more} if more > 0 else ""
    )


def place_of(each: Observation) -> tuple[float, float] | None:
    for found in each.doc["attrs"].values():
        for instance in found:
            if instance["type"] == "GeoProperty":
                return middle(instance["value"])
    return None


def _coordinates(place: tuple[float, float] | None) -> str:
    """Latitude and longitude, as maps write them."""
    return "–" if place is None else f"{place[1]:.5f}, {place[0]:.5f}"
