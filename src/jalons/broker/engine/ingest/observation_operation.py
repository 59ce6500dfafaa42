"""The operation of an observation: the present moves on, never back; nothing is written twice.

``observe`` raises ``Late`` for an observation not later than the present of the entity: the caller
looks in the history whether it is known, and keeps it there with ``remember`` if it is not.
"""

from __future__ import annotations

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.instants import micros
from jalons.broker.engine.operations import Effect, Operation, upsert
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.engine.temporal.request import Row


class Late(Problem):
    """An observation not later than the present one: a duplicate, or one out of order."""

    def __init__(self, entity: str) -> None:
        super().__init__("AlreadyExists", f"{entity} has an observation as recent as this one")


def observe(fragment: Doc) -> Operation:
    """Add or replace what a fragment observes, creating the entity; raises ``Late``."""
    write = upsert(fragment, updating=True)

    def apply(current: Doc | None, now: str) -> Effect:
        if current is None:
            return write(current, now)
        for iri, instances in fragment["attrs"].items():
            old = current["attrs"].get(iri)
            if old and any(_not_later(instance, old) for instance in instances):
                raise Late(str(fragment["id"]))
        return upsert(_without_known(fragment, current), updating=True)(current, now)

    return apply


def _not_later(instance: Instance, old: list[Instance]) -> bool:
    moment = instance.get("observedAt")
    dataset = instance.get("datasetId")
    if moment is None:
        return False
    return any(
        item.get("datasetId") == dataset
        and "observedAt" in item
        and micros(moment) <= micros(item["observedAt"])
        for item in old
    )


def _without_known(fragment: Doc, current: Doc) -> Doc:
    """The fragment without what has no date and is the same already, such as a place."""
    attrs = {
        iri: instances
        for iri, instances in fragment["attrs"].items()
        if "observedAt" in instances[0] or not _same(instances, current["attrs"].get(iri))
    }
    return fragment if len(attrs) == len(fragment["attrs"]) else {**fragment, "attrs": attrs}


def _same(instances: list[Instance], old: list[Instance] | None) -> bool:
    return old is not None and [i.get("value") for i in instances] == [i.get("value") for i in old]


def remember(fragment: Doc) -> Operation:
    """Change of an entity only what is later than its present; its history is changed beside.

    Raises ``Problem`` when the entity is gone.
    """

    def apply(current: Doc | None, now: str) -> Effect:
        if current is None:
            raise Problem("ResourceNotFound", f"{fragment['id']} is gone")
        later = {
            iri: instances
            for iri, instances in fragment["attrs"].items()
            if "observedAt" in instances[0]
            and not any(_not_later(item, current["attrs"].get(iri, [])) for item in instances)
        }
        if not later:
            return Effect(current, current)
        return upsert({**fragment, "attrs": later}, updating=True)(current, now)

    return apply


def history_rows(fragment: Doc, now: str) -> tuple[Row, ...]:
    """The rows of history of what a fragment observes, as written at ``now``."""
    return tuple(
        row_of(iri, {**instance, "createdAt": now, "modifiedAt": now})
        for iri, instances in fragment["attrs"].items()
        for instance in instances
        if "observedAt" in instance
    )
