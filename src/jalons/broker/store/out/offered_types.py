"""The types there are, as the ways out name them: short names, models, columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.models import Model
from jalons.broker.engine.out.flat import Columns, columns, short
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.query.tree import TYPE, Compare
from jalons.broker.store.contexts import core
from jalons.broker.store.models import models, subjects
from jalons.broker.store.port import TypeCount


@dataclass(frozen=True, slots=True)
class Offered:
    """A type of entity as it is offered: its short name, its columns, its model, its policy."""

    name: str
    kind: TypeCount
    model: Model | None
    context: Context
    columns: Columns
    policy: TypePolicy | None = None

    @property
    def title(self) -> str:
        """What its policy calls it, else its model in French, else its short name."""
        if self.policy is not None and self.policy.name:
            return self.policy.name
        return self.model.label if self.model is not None else self.name

    @property
    def about(self) -> str:
        """What it is for, as its policy says; else what its model is about; else nothing."""
        if self.policy is not None and self.policy.purpose:
            return self.policy.purpose
        return self.model.about if self.model is not None else ""

    def wanted(self) -> Compare:
        """The tree of the entities of this type."""
        return Compare(TYPE, "==", (self.kind.iri,))


def offered(
    kinds: Iterable[TypeCount],
    context: Callable[[str], Context],
    policies: Mapping[str, TypePolicy] | None = None,
) -> dict[str, Offered]:
    """The types by short name; two never have the same. ``context`` reads one by its address."""
    described = policies or {}
    found: dict[str, Offered] = {}
    for kind in sorted(kinds, key=lambda kind: (kind.iri not in models(), kind.iri)):
        model = models().get(kind.iri)
        terms = core() if model is None else context(subjects()[model.subject].context)
        base = model.name if model is not None else short(kind.iri, terms)
        name, number = base, 2
        while name in found:
            name, number = f"{base}_{number}", number + 1
        shape = columns(kind.attrs, model, terms)
        found[name] = Offered(name, kind, model, terms, shape, described.get(kind.iri))
    return found
