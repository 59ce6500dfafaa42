"""The labels of types and attributes on screen, from the models shipped with the broker.

A label is used only where its meaning is sure: the model of the type has it, or the full name of
the attribute, or every model with that name gives it the same meaning. The models have French
labels; in another language the name of the model stands. Nothing is read before the first use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.twin.store import thresholds

from .values import amount, short

if TYPE_CHECKING:
    from jalons.broker.engine.models import Model, ModelAttribute
    from jalons.broker.engine.policies.policy import TypePolicy


@dataclass(frozen=True, slots=True)
class Word:
    """A label: ``label`` for people, ``name`` as sensors send it.

    ``unit`` is the symbol of the usual unit, empty when unknown; the unit of a value comes first.
    """

    label: str
    name: str
    unit: str = ""

    def __str__(self) -> str:
        return self.label


def attribute(types: Iterable[str], iri: str) -> Word:
    """The label of an attribute of an entity of some types, with its usual unit."""
    name = short(iri)
    found, sure = _known(tuple(types), iri, name)
    unit = found.unit if found is not None and sure else ""
    return Word(_called(found.label if found is not None else "", name), name, unit)


def kind(iri: str) -> Word:
    """The label of a type without a policy that names it."""
    model = _model(iri)
    return Word(_called(model.label if model is not None else "", short(iri)), short(iri))


def type_name(iri: str, sheets: Mapping[str, TypePolicy]) -> str:
    """A type as its sheet names it, else as its model does."""
    return (sheets[iri].name if iri in sheets else "") or kind(iri).label


def daily_limit(kind: str, attribute: str, unit: str) -> tuple[float, str] | None:
    """The threshold of a property on means of 24 hours, with its name; None when none is known.

    It is drawn on days and hours: a mean of weeks or months has another one.
    """
    row = thresholds.drawn_on(kind, attribute, unit)
    if row is None:
        return None
    parts = {"name": row.short[lang()], "value": amount(row.value, unit)}
    return row.value, _("%(name)s over 24 h (%(value)s)") % parts


def against(limit: str, *, above: bool) -> str:
    """Which side of a named threshold, in words: “below the WHO guideline (15 µg/m³)”."""
    text = _("above the %(limit)s") if above else _("below the %(limit)s")
    return text % {"limit": limit}


def _called(french: str, name: str) -> str:
    if not french or lang() != "fr":
        return name
    return french[:1].upper() + french[1:]


def _known(types: tuple[str, ...], iri: str, name: str) -> tuple[ModelAttribute | None, bool]:
    """The attribute of a model, and whether it is the very same one: its unit then applies."""
    models = [model for model in map(_model, types) if model is not None]
    for model in models:
        if (found := model.attributes.get(iri)) is not None and found.label:
            return found, True
    for model in models:
        alike = next((each for each in model.attributes.values() if each.name == name), None)
        if alike is not None and alike.label:
            return alike, False
    return _by_iri().get(iri) or _by_name().get(name), False


def _model(iri: str) -> Model | None:
    from jalons.broker.store.models import models  # only now: pages without a twin start quicker

    return models().get(iri) or _types().get(short(iri))


@cache
def _types() -> dict[str, Model]:
    from jalons.broker.store.models import models

    return {model.name: model for model in models().values()}


@cache
def _by_iri() -> dict[str, ModelAttribute]:
    """Attributes by full name, where all models that have it agree."""
    return _agreed(lambda each: each.iri, models=1)


@cache
def _by_name() -> dict[str, ModelAttribute]:
    """Attributes by short name, where several models have it and agree."""
    return _agreed(lambda each: each.name, models=2)


def _agreed(key: Callable[[ModelAttribute], str], *, models: int) -> dict[str, ModelAttribute]:
    from jalons.broker.store.models import models as shipped

    met: defaultdict[str, list[ModelAttribute]] = defaultdict(list)
    for model in shipped().values():
        for each in model.attributes.values():
            if each.label:
                met[key(each)].append(each)
    return {
        name: found[0]
        for name, found in met.items()
        if len(found) >= models and len({each.label for each in found}) == 1
    }
