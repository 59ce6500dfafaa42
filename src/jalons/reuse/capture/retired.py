"""Retired devices from a list: their dates, special security, how they left, with which proof."""

from __future__ import annotations

from typing import Any

from jalons.kernel.tables import package_table
from jalons.reuse.capture.inventories import LIMITS, InventoryFileError, kind_of
from jalons.reuse.engine.accounting.rate import Departure, RetiredDevice
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.routes.verdicts import LeavingDevice
from jalons.tabular import open_tables, refusals_as
from jalons.tabular.column_mapping import Wanted, known_headings, propose
from jalons.tabular.columns import ColumnKind, DayKind, TextKind, TruthKind
from jalons.tabular.headings import headed_table
from jalons.tabular.rows import read_rows

_KINDS: dict[str, ColumnKind[Any]] = {"day": DayKind(), "text": TextKind(), "truth": TruthKind()}

type Retired = tuple[list[RetiredDevice], list[Departure], list[tuple[int, str]]]


def read_retired(content: bytes, name: str) -> Retired:
    """Devices, one departure each, and the rows left aside with why.

    A day that is slashed has the day first. Raises ``InventoryFileError``.
    """
    columns = package_table("jalons.reuse", "targets")["columns"]
    fields = tuple(Wanted(key, each["name"], tuple(each["also"]), required=key == "name",
                          kind=_KINDS[each["kind"]]) for key, each in columns.items())  # fmt: skip
    with refusals_as(InventoryFileError):
        table = headed_table(open_tables(content, name, LIMITS)[0].rows, known_headings(fields))
        rows = list(read_rows(table, propose(table.headings, fields).mapping, fields))
    devices, departures, problems = [], [], []
    for row in rows:
        if row.notices:
            problems.append((row.number, " ".join(each.message() for each in row.notices)))
            continue
        has, key, name = row.values.get, str(row.number), str(row.values["name"])
        try:
            kind = kind_of(has("kind") or "") or "other"
            known = LeavingDevice(kind, has("bought_on"), has("retired_on"), special=has("special"))
        except ReuseError as error:
            problems.append((row.number, str(error)))
            continue
        left = has("left_on")
        devices.append(RetiredDevice(key, name, known, left is not None, left, key))
        departures.append(Departure(key, name, "", has("reuse") is not False,
                                    bool(has("committed")), int(has("proof") is True)))  # fmt: skip
    return devices, departures, problems
