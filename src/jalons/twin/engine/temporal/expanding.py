"""The temporal evolution of an entity as it comes in: all its instances, and its last ones.

Source: ETSI GS CIM 009 V1.9.1, clauses 4.5.6, 5.2.20 (EntityTemporal) and 5.6.11, 5.6.12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jalons.twin.engine.contexts import Context
from jalons.twin.engine.entities import (
    NOT_ATTRS,
    VALUE,
    Doc,
    Instance,
    checked_name,
    expand_attribute,
    expand_entity,
    is_null,
)
from jalons.twin.engine.problems import bad

from .recording import row_of, scope_row
from .request import Row


@dataclass(frozen=True, slots=True)
class Evolution:
    """What came of an entity: every instance by attribute, and the document of the last ones."""

    instances: dict[str, list[Instance]]
    latest: Doc

    def rows(self, moment: str) -> list[Row]:
        """The rows of history of every instance, as created at ``moment``."""
        found = [
            row_of(iri, {**instance, "createdAt": moment, "modifiedAt": moment})
            for iri, instances in self.instances.items()
            for instance in instances
        ]
        if scopes := self.latest.get("scope"):
            found.append(scope_row(scopes, moment))
        return found


def evolution(payload: Any, context: Context, *, fragment: bool = False) -> Evolution:
    """The temporal evolution of a payload; ``fragment`` accepts one without id or type.

    Raises ``Problem`` telling what is wrong and in which attribute.
    """
    if not isinstance(payload, dict):
        raise bad("the temporal evolution of an entity is a JSON object")
    head = {name: payload[name] for name in payload if name in NOT_ATTRS or name == "expiresAt"}
    if "scope" in head:
        head["scope"] = _scope(head["scope"])
    instances: dict[str, list[Instance]] = {}
    for name in payload:
        if name not in head:
            iri = context.expand(checked_name(name))
            instances[iri] = _instances(name, payload[name], context)
    latest = expand_entity(head, context, fragment=fragment)
    lasting = {iri: _last(items) for iri, items in instances.items()}
    latest["attrs"] = {iri: items for iri, items in lasting.items() if items}
    return Evolution(instances, latest)


def _scope(raw: Any) -> Any:
    """The last scopes of an entity: they come as such, or as instances of a Property."""
    items = raw if isinstance(raw, list) else [raw]
    dated = [item for item in items if isinstance(item, dict) and "value" in item]
    if not dated:
        return raw
    return max(dated, key=lambda item: str(item.get("observedAt", "")))["value"]


def _listed(raw: Any) -> bool:
    """Whether a list holds instances, rather than being a value itself."""
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
    found: list[Instance] = []
    for item in raw if _listed(raw) else [raw]:
        found += expand_attribute(name, item, context, nulls=True)
    kinds = {instance["type"] for instance in found}
    if len(kinds) > 1:
        raise bad(f"the instances of {name!r} are of one type, not {', '.join(sorted(kinds))}")
    return found


def _last(instances: list[Instance]) -> list[Instance]:
    """The latest instance of each dataset, by its observation then as it came; none if a null."""
    found: dict[str | None, Instance] = {}
    for instance in instances:
        key = instance.get("datasetId")
        before = found.get(key)
        if before is None or instance.get("observedAt", "") >= before.get("observedAt", ""):
            found[key] = instance
    return [instance for instance in found.values() if not is_null(instance)]
