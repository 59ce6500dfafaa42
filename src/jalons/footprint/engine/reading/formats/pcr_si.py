"""Requests in the PCR-SI exchange format (Boavizta/PCR-SI_dataformat, MIT) read as an inventory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.reading.formats.records import Record, text_of
from jalons.kernel import Where
from jalons.tabular.folding import fold

_PIECES = frozenset({"", "piece", "pieces", "unit", "units", "item", "items", "device", "devices"})

_OWN = frozenset({"equipment_type", "equipment_name"})


def is_pcr_si(value: Any) -> bool:
    """Whether a value is a PCR-SI request: an ``inventory`` of named equipment."""
    entries = value.get("inventory") if isinstance(value, Mapping) else None
    return isinstance(entries, list) and any(
        isinstance(entry, Mapping)
        and (
            {"equipment_type", "equipment_name"} & entry.keys() or {"type", "name"} <= entry.keys()
        )
        for entry in entries
    )


def pcr_si_records(request: Mapping[str, Any], where: Where) -> tuple[list[Record], list[Notice]]:
    """The equipment of a request, and what of it is not used.

    ``yearly_electricity_consumption`` is read per piece, as the examples of the format have it. A
    quantity that is no number of pieces keeps its unit, so that it is listed and not counted.
    Electricity and impacts declared by the requester are noticed, not used.
    """
    entries = [entry for entry in request["inventory"] if isinstance(entry, Mapping)]
    declared = {fold(text_of(mix.get("name"))) for mix in _list(request, "electricity")}
    records = [_record(entry) for entry in entries]
    own = sum(1 for entry in entries if fold(text_of(entry.get("mix_of_use"))) in declared - {""})
    impacts = sum(1 for entry in entries if entry.get("impacts"))
    notices = [Notice("read_as_pcr_si", where, {"items": len(entries)})]
    if own:
        notices.append(Notice("pcr_si_own_mix", where, {"items": own}))
    if impacts:
        notices.append(Notice("pcr_si_own_impacts", where, {"items": impacts}))
    return records, notices


def _record(entry: Mapping[str, Any]) -> Record:
    unit = text_of(entry.get("unit"))
    quantity = text_of(entry.get("quantity")) or "1"
    tags = entry.get("tags", entry.get("tag"))
    return {
        "label": text_of(entry.get("id")),
        "type": text_of(entry.get("equipment_type")) or text_of(entry.get("type")),
        "model": text_of(entry.get("equipment_name")) or text_of(entry.get("name")),
        "quantity": quantity if fold(unit) in _PIECES else f"{quantity} {unit}",
        "lifetime": text_of(entry.get("lifetime")),
        "yearly_kwh": text_of(entry.get("yearly_electricity_consumption")),
        "country": text_of(entry.get("mix_of_use")),
        "entity": ", ".join(map(text_of, tags)) if isinstance(tags, list) else text_of(tags),
    }


def _list(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = holder.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
