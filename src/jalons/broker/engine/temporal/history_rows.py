"""What a change leaves in the history: a row for each instance that came, changed or went."""

from __future__ import annotations

from typing import Any

from jalons.broker.engine.entities import Instance
from jalons.broker.engine.instants import micros
from jalons.broker.engine.operations import Effect

from .request import Row

SCOPE = "scope"
_OF_ROW = frozenset({
    "type", "value", "datasetId", "observedAt", "createdAt", "modifiedAt", "deletedAt",
    "instanceId",
})  # fmt: skip


def rows(effect: Effect) -> list[Row]:
    """The rows an effect adds to the history of its entity, its scopes included."""
    found = [row_of(change.attr, change.instance) for change in effect.changes]
    before, after = effect.before or {}, effect.after or {}
    if before.get("scope") != after.get("scope"):
        found.append(scope_row(after.get("scope"), after.get("modifiedAt") or ""))
    return found


def scope_row(scopes: list[str] | None, moment: str, *, since: str | None = None) -> Row:
    """The row of the scopes an entity has from a moment on (None: it has none any more).

    ``moment`` is when they were declared; they apply from then on, or ``since`` another moment.
    """
    written = micros(moment)
    stamp = micros(since) if since is not None else written
    gone = scopes is None
    return Row(
        attr=SCOPE,
        dataset=None,
        stamp=stamp,
        observed=None if gone else stamp,
        created=written,
        modified=written,
        deleted=stamp if gone else None,
        value=scopes or [],
        rest=None,
    )


def row_of(attr: str, instance: Instance) -> Row:
    """The row of an instance with its dates."""
    observed = instance.get("observedAt")
    modified = micros(instance["modifiedAt"])
    deleted = instance.get("deletedAt")
    seen = micros(observed) if observed is not None and deleted is None else None
    rest: dict[str, Any] | None = None
    if instance["type"] != "Property" or not instance.keys() <= _OF_ROW:
        rest = {
            member: value
            for member, value in instance.items()
            if member not in _OF_ROW or (member == "type" and value != "Property")
        }
    return Row(
        attr,
        instance.get("datasetId"),
        modified if seen is None else seen,
        seen,
        micros(instance["createdAt"]),
        modified,
        micros(deleted) if deleted is not None else None,
        instance["value"],
        rest,
    )
