"""What a change leaves in the history: a row for each instance that came, changed or went."""

from __future__ import annotations

from typing import Any

from jalons.twin.engine.entities import Instance
from jalons.twin.engine.instants import micros
from jalons.twin.engine.operations import Effect

from .request import Row

_OF_ROW = frozenset(
    {"value", "datasetId", "observedAt", "createdAt", "modifiedAt", "deletedAt", "instanceId"}
)


def rows(effect: Effect) -> list[Row]:
    """The rows an effect adds to the history of its entity."""
    return [row_of(change.attr, change.instance) for change in effect.changes]


def row_of(attr: str, instance: Instance) -> Row:
    """The row of an instance with its dates."""
    observed = instance.get("observedAt")
    modified = micros(instance["modifiedAt"])
    seen = micros(observed) if observed is not None else None
    deleted = instance.get("deletedAt")
    rest: dict[str, Any] | None = {
        member: value
        for member, value in instance.items()
        if member not in _OF_ROW and not (member == "type" and value == "Property")
    }
    return Row(
        attr=attr,
        dataset=instance.get("datasetId"),
        stamp=modified if seen is None else seen,
        observed=seen,
        created=micros(instance["createdAt"]),
        modified=modified,
        deleted=micros(deleted) if deleted is not None else None,
        value=instance["value"],
        rest=rest or None,
    )
