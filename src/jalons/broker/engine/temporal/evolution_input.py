"""The temporal evolution of an entity as it comes in: all its instances, and its last ones.

Source: ETSI GS CIM 009 V1.9.1, clauses 4.5.6, 5.2.20 (EntityTemporal) and 5.6.11, 5.6.12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import (
    NOT_ATTRS,
    VALUE,
    Doc,
    Instance,
    checked_name,
    expand_attribute,
    expand_entity,
    is_null,
)
from jalons.broker.engine.entities import scopes as checked_scopes
from jalons.broker.engine.instants import canonical
from jalons.broker.engine.problems import bad

from .history_rows import row_of, scope_row
from .request import Row


@dataclass(frozen=True, slots=True)
class Evolution:
    """What came of an entity: every instance by attribute, and the document of the last ones."""

    instances: dict[str, list[Instance]]
    latest: Doc
    scopes: tuple[tuple[list[str], str | None], ...] = ()

    def rows(self, moment: str) -> list[Row]:
        """The rows of history of every instance, as created at ``moment``."""
        found = [
            row_of(iri, {**instance, "createdAt": moment, "modifiedAt": moment})
            for iri, instances in self.instances.items()
            for instance in instances
        ]
        found += [scope_row(scopes, moment, since=since) for scopes, since in self.scopes]
        return found


def evolution(payload: Any, context: Context, *, fragment: bool = False) -> Evolution:
    """The temporal evolution of a payload; ``fragment`` accepts one without id or type.

    Raises ``Problem`` naming what is wrong and in which attribute.
    """
    if not isinstance(payload, dict):
        raise bad("the temporal evolution of an entity is a JSON object")
    head = {name: payload[name] for name in payload if name in NOT_ATTRS or name == "expiresAt"}
    scopes = _scopes(head.pop("scope", None))
    if scopes:
        head["scope"] = scopes[-1][0]
    instances: dict[str, list[Instance]] = {}
    for name in payload:
        if name not in head:
            iri = context.expand(checked_name(name))
            instances[iri] = _instances(name, payload[name], context)
    latest = expand_entity(head, context, fragment=fragment)
    lasting = {iri: _last(items) for iri, items in instances.items()}
    latest["attrs"] = {iri: items for iri, items in lasting.items() if items}
    return Evolution(instances, latest, scopes)


def _scopes(raw: Any) -> tuple[tuple[list[str], str | None], ...]:
    """The scopes of an entity, each with the moment it had them from, the last ones at the end.

    They come as such, from now on (None), or as instances of a Property with their observation.
    """
    if raw is None or raw == []:
        return ()
    items = raw if isinstance(raw, list) else [raw]
    if not all(isinstance(item, dict) and "value" in item for item in items):
        return ((checked_scopes(raw), None),)
    found = []
    for item in items:
        since = item.get("observedAt")
        if since is not None and not isinstance(since, str):
            raise bad(f"the observedAt of a scope is a text, not {since!r}")
        found.append((checked_scopes(item["value"]), canonical(since) if since else None))
    return tuple(sorted(found, key=lambda one: (one[1] is None, one[1] or "")))


def _listed(raw: Any) -> bool:
    """Whether a list is made of instances, rather than being a value itself."""
    return (
        isinstance(raw, list)
        and bool(raw)
        and all(
            isinstance(item, dict)
            and (item.get("type") in VALUE or any(member in item for member in VALUE.values()))
            for item in raw
        )
    )


def _instances(name: str, raw: Any, context: Context) -> list[Instance]:
    """The instances of one attribute, whatever their datasets, in the order they came.

    One whose value is the NGSI-LD null says that there was none any more.
    """
    instances: list[Instance] = []
    for item in raw if _listed(raw) else [raw]:
        instances += expand_attribute(name, item, context, nulls=True)
    kinds = {instance["type"] for instance in instances}
    if len(kinds) > 1:
        raise bad(f"the instances of {name!r} are of one type, not {', '.join(sorted(kinds))}")
    return instances


def _last(instances: list[Instance]) -> list[Instance]:
    """The latest instance of each dataset, by its observation then as it came; none if a null."""
    found: dict[str | None, Instance] = {}
    for instance in instances:
        key = instance.get("datasetId")
        before = found.get(key)
        if before is None or instance.get("observedAt", "") >= before.get("observedAt", ""):
            found[key] = instance
    return [instance for instance in found.values() if not is_null(instance)]
