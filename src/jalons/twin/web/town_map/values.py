"""The classes of what one kind of sensor measures, for its markers and the legend of its map."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.store.units import symbol
from jalons.foundation.places.classes import Classes, quantiles
from jalons.twin.web.labels.values import amount
from jalons.twin.web.observations import queries


@dataclass(frozen=True, slots=True)
class Scale:
    """What is compared: a property, its unit and its classes."""

    attribute: str
    unit: str
    classes: Classes

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes in words, with their unit."""
        return self.classes.labels(symbol(self.unit))

    @property
    def method(self) -> str:
        """How the classes were made."""
        return _("Each class has about as many places as the others.")

    def value(self, doc: Doc) -> float:
        """What an entity measured; less than anything when it measured something else."""
        found = _main(doc)
        same = found is not None and _key(found) == (self.attribute, self.unit)
        return float(found[1]["value"]) if found and same else -math.inf

    def level(self, doc: Doc) -> int | None:
        """The class of an entity, None when it measured something else."""
        value = self.value(doc)
        return self.classes.level(value) if math.isfinite(value) else None

    def span(self, docs: Iterable[Doc]) -> str:
        """From the least to the most that some entities measured, in words."""
        known = [value for doc in docs if math.isfinite(value := self.value(doc))]
        if not known or min(known) == max(known):
            return ""
        low, high = amount(min(known)), amount(max(known), self.unit)
        return _("from %(low)s to %(high)s") % {"low": low, "high": high}


def scale_of(docs: Iterable[Doc]) -> Scale | None:
    """The scale of what most of the entities measure; None when it cannot be parted."""
    mains = [found for doc in docs if (found := _main(doc)) is not None]
    if not mains:
        return None
    (key, _count), *_others = Counter(map(_key, mains)).most_common(1)
    classes = quantiles([float(each["value"]) for iri, each in mains if _key((iri, each)) == key])
    return Scale(*key, classes) if classes else None


def _main(doc: Doc) -> tuple[str, Instance] | None:
    return next(iter(queries.measured(doc)), None)


def _key(main: tuple[str, Instance]) -> tuple[str, str]:
    iri, each = main
    return iri, each.get("unitCode", "")
