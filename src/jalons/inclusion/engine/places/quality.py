"""How useful the record of a place is: a score of Jalons, not of the schema.

The mean, weighted as ``data/places_schema.toml`` says, of nine parts from 0 to 1: position, hours
that are read, services, contact, freshness (full to 6 months, nil at 24), cost, way to come,
presentation, address. *Usable*: a position, a service, and hours that are read or a contact.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from jalons.inclusion.engine.places.schema import Place, table

_MONTH = 30.4375  # days


class Quality(NamedTuple):
    """A score and its parts, 0 to 1."""

    score: float
    parts: Mapping[str, float]
    is_usable: bool


def age_months(updated_on: date, today: date) -> int:
    """Whole months between two days, 0 for a day to come."""
    return max(0, int((today - updated_on).days / _MONTH))


def quality(place: Place, *, today: date, hours_read: bool) -> Quality:
    """The quality of a record; ``hours_read``: its opening hours were understood."""
    rules, age = table()["rules"], (today - (place.updated_on or date.min)).days / _MONTH
    fresh = (rules["old_months"] - age) / (rules["old_months"] - rules["fresh_months"])
    contact = place.phones or place.emails or place.websites or place.booking
    facts = {"position": place.position, "hours": hours_read, "services": place.services,
             "contact": contact, "costs": place.costs, "access": place.access,
             "summary": place.summary or place.details, "address": place.address}  # fmt: skip
    parts = {name: float(bool(value)) for name, value in facts.items()}
    parts["freshness"] = min(1.0, max(0.0, fresh))
    score = sum(weight * parts[name] for name, weight in rules["weights"].items())
    usable = bool(place.position and place.services and (hours_read or contact))
    return Quality(score / sum(rules["weights"].values()), parts, usable)
