"""What a temporal operation does to the present of an entity: its last instances are its present.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.6.11 to 5.6.16, and decision 0010 (one entity).
"""

from __future__ import annotations

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.operations import Change, Effect, Operation, append, create
from jalons.broker.engine.problems import missing

ORIGIN = "origin"
"""The member of a document that says what made it, when it was its history."""


def upsert(latest: Doc, *, creates: bool = True) -> Operation:
    """Create an entity of its last instances, or take those later than what it has.

    ``latest`` has one instance of each attribute and dataset. With ``creates`` False the entity
    must be there: a ``ResourceNotFound`` problem otherwise.
    """

    def apply(current: Doc | None, now: str) -> Effect:
        if current is None:
            if not creates:
                raise missing(latest["id"])
            return create({**latest, ORIGIN: "history"})(None, now)
        attrs = {
            iri: later
            for iri, instances in latest["attrs"].items()
            if (later := _later(instances, current["attrs"].get(iri, [])))
        }
        fragment = {**latest, "attrs": attrs}
        return append(fragment)(current, now)

    return apply


def _later(instances: list[Instance], current: list[Instance]) -> list[Instance]:
    """The instances that are not older than those of the same dataset."""
    known = {item.get("datasetId"): item.get("observedAt", "") for item in current}
    return [
        item
        for item in instances
        if item.get("observedAt", "") >= known.get(item.get("datasetId"), "")
    ]


def untouched(identifier: str) -> Operation:
    """Leave the present of an entity that is there as it is."""

    def apply(current: Doc | None, _: str) -> Effect:
        if current is None:
            raise missing(identifier)
        return Effect(current, current)

    return apply


def forget(identifier: str) -> Operation:
    """Delete an entity that only its history made; leave the present of any other."""

    def apply(current: Doc | None, now: str) -> Effect:
        if current is None:
            raise missing(identifier)
        if current.get(ORIGIN) != "history":
            return Effect(current, current)
        gone = tuple(
            Change(iri, "deleted", {**item, "modifiedAt": now, "deletedAt": now}, item)
            for iri, instances in current["attrs"].items()
            for item in instances
        )
        return Effect(current, None, gone)

    return apply
