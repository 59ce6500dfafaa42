"""The classes of what one kind of sensor measures, for its markers and the legend of its map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.broker.engine.entities import Doc
from jalons.foundation.places.classes import Classes, quantiles
from jalons.twin.web.labels.values import amount
from jalons.twin.web.observations import queries


@dataclass(frozen=True, slots=True)
class Scale:
    """What entities measure of one property: values by identifier, unit, classes."""

    values: Mapping[str, float]
    unit: str
    classes: Classes

    def level(self, doc: Doc) -> int | None:
        """The class of an entity, None when it measures something else."""
        value = self.values.get(doc["id"])
        return None if value is None else self.classes.level(value)

    def span(self, docs: Iterable[Doc]) -> str:
        """From the least to the most that some entities measured, in words."""
        known = {self.values[doc["id"]] for doc in docs if doc["id"] in self.values}
        if len(known) < 2:
            return ""
        words = {"low": amount(min(known)), "high": amount(max(known), self.unit)}
        return _("from %(low)s to %(high)s") % words


def scale_of(docs: Iterable[Doc]) -> Scale | None:
    """The scale of what most of the entities measure; None when nothing parts them."""
    mains = {doc["id"]: found for doc in docs for found in queries.measured(doc)[:1]}
    keys = {key: (iri, each.get("unitCode", "")) for key, (iri, each) in mains.items()}
    for most, _count in Counter(keys.values()).most_common(1):
        values = {key: float(mains[key][1]["value"]) for key in mains if keys[key] == most}
        classes = quantiles(list(values.values()))
        return Scale(values, most[1], classes) if classes else None
    return None
