"""Several rooms or needs from one file: all rows are read, or nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.ingest.files.tables import rows_of
from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.models import Authority
from jalons.kernel import Where
from jalons.twin.engine.heat import entities
from jalons.twin.engine.heat.assumptions import HeatError
from jalons.twin.engine.heat.need import HeatNeed
from jalons.twin.engine.heat.room import Cooling, ServerRoom
from jalons.twin.engine.heat.tables import needs_of, rooms_of

from . import actions
from .queries import MOST, everything


@dataclass(frozen=True, slots=True)
class Imported:
    """How many were written, and the names that existed already and were left unchanged."""

    written: int
    left: tuple[str, ...]


def import_file(
    *, authority: Authority, user: Any, iri: str, content: bytes, name: str
) -> Imported:
    """Write the rooms or needs of a file; an existing name is left unchanged.

    Raises ``HeatError``: ``heat_file``, ``heat_many``, or the error of a row.
    """
    try:
        rows = rows_of(content)
    except Problem as error:
        raise HeatError("heat_file", where=Where(file=name), file=name) from error
    found: list[ServerRoom] | list[HeatNeed]
    found = rooms_of(rows, file=name) if iri == entities.ROOM else needs_of(rows, file=name)
    existing = {entities.name_of(doc) for doc in everything(authority, user=user)[iri]}
    if len(found) + len(existing) > MOST:
        raise HeatError("heat_many", most=MOST)
    left, written = [], 0
    for each in found:
        if each.name in existing:
            left.append(each.name)
            continue
        existing.add(each.name)
        actions.save(authority=authority, user=user, iri=iri, values=_values(each))
        written += 1
    return Imported(written, tuple(left))


def _values(each: ServerRoom | HeatNeed) -> Mapping[str, Any]:
    if isinstance(each, HeatNeed):
        return {
            entities.NAME: each.name,
            entities.KIND: each.kind.value,
            entities.YEARLY: each.yearly,
            entities.WANTED: each.temperature,
            entities.LOCATION: each.place,
        }
    return {
        entities.NAME: each.name,
        entities.IT_POWER: each.it_power,
        entities.TOTAL_POWER: each.total_power,
        entities.PUE: each.pue,
        entities.COOLING: None if each.cooling is Cooling.UNKNOWN else each.cooling.value,
        entities.SUPPLY: each.temperature,
        entities.RECOVERABLE: each.recoverable_power,
        entities.LOCATION: each.place,
    }
