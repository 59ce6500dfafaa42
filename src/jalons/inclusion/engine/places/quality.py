"""How useful the record of a place is to who looks for help: a score of Jalons, not of the schema.

The weighted mean of nine parts, 0 to 1 (weights in ``data/places_schema.toml``): position, hours
that are read, services, contact, freshness (full to 6 months, nil at 24), cost, way to come,
presentation, address. A place is *usable* when its position and a service are known, and either
its hours or how to reach it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jalons.inclusion.engine.places.schema import Place, table

_MONTH = 30.4375  # days


@dataclass(frozen=True, slots=True)
class Quality:
    """A score, 0 to 1, with its parts, each 0 to 1 too."""

    score: float
    parts: Mapping[str, float]
    is_usable: bool


def age_months(updated_on: date, today: date) -> int:
    """Whole months between two days, 0 for a day to come."""
    return max(0, int((today - updated_on).days / _MONTH))


def quality(place: Place, *, today: date, hours_read: bool) -> Quality:
    """The quality of a record; ``hours_read``: its opening hours were understood."""
    rules, fresh = table()["rules"], 0.0
    if place.updated_on:
        left = rules["old_months"] - max(0, (today - place.updated_on).days) / _MONTH
        fresh = min(1.0, max(0.0, left / (rules["old_months"] - rules["fresh_months"])))
    contact = place.phones or place.emails or place.websites or place.booking
    facts = {"position": place.position, "hours": hours_read, "services": place.services,
             "contact": contact, "costs": place.costs, "access": place.access,
             "summary": place.summary or place.details, "address": place.address}  # fmt: skip
    parts = {name: float(bool(value)) for name, value in facts.items()} | {"freshness": fresh}
    weights: dict[str, int] = rules["weights"]
    score = sum(weights[name] * value for name, value in parts.items()) / sum(weights.values())
    usable = place.position and place.services and (hours_read or contact)
    return Quality(score, parts, bool(usable))
