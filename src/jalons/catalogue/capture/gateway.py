"""What was used of language models, by month, from the export of a gateway; never who used them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from jalons.catalogue.engine.errors import CatalogueError
from jalons.kernel.tables import package_table
from jalons.tabular import DEFAULT_LIMITS, open_tables
from jalons.tabular.column_mapping import Wanted, known_headings, propose
from jalons.tabular.columns import NumberKind
from jalons.tabular.days import read_moment, read_span
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable, headed_table
from jalons.tabular.rows import read_rows

_COUNT = NumberKind(least=Decimal(0), most=Decimal(10**13), whole=True)
_COUNTS = ("requests", "input_tokens", "output_tokens")
_SECONDS, _MILLIS = 10, 13  # digits of a moment since 1970


@dataclass(frozen=True, slots=True)
class MonthOfUse:
    """The use of a model in a month, named by its first day; None: the file does not say."""

    month: date
    model: str
    requests: int | None
    input_tokens: int | None
    output_tokens: int | None


@dataclass(frozen=True, slots=True)
class GatewayUse:
    """The months of a file; ``columns`` read (what, heading), ``dropped`` headings, rows left."""

    months: tuple[MonthOfUse, ...]
    columns: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...]
    left: int


def read_gateway(content: bytes, name: str) -> GatewayUse:
    """The use of each model by month. In a log without a column of requests, a row is a request.

    Raises ``JalonsError``: what ``tabular`` refuses, ``ai_gateway_empty``.
    """
    said = package_table("jalons.catalogue", "ai_gateway")
    fields = tuple(
        Wanted(key, each["label"], tuple(each["also"]), required=key in {"day", "model"},
               **({"kind": _COUNT} if key in _COUNTS else {}))
        for key, each in said["column"].items()
    )  # fmt: skip
    opened = open_tables(content, name, DEFAULT_LIMITS)
    lines = next((each.rows for each in opened if each.rows), [])
    table = headed_table(lines, known_headings(fields))
    proposal = propose(table.headings, fields)
    a_row = int(bool({fold(each) for each in table.headings}.intersection(map(fold, said["log"]))))
    table, mapping = _only(table, proposal.mapping)
    sums: dict[tuple[date, str], Counter[str]] = {}
    left = 0
    for row in read_rows(table, mapping, fields):
        day, model = _day(row.values.get("day", "")), row.values.get("model", "")
        if row.notices or day is None or not model:
            left += 1
            continue
        found = sums.setdefault((day.replace(day=1), model[:120]), Counter())
        for key in _COUNTS:
            counted = a_row if key == "requests" and key not in mapping else 0
            known = row.values.get(key, counted or None)
            found[key] += int(known or 0)
            found[f"no {key}"] += known is None
    if not sums:
        raise CatalogueError("ai_gateway_empty", name=name)
    months = tuple(
        MonthOfUse(month, model, *(None if each[f"no {key}"] else each[key] for key in _COUNTS))
        for (month, model), each in sorted(sums.items())
    )  # fmt: skip
    labels = {each.name: each.label for each in fields}
    columns = tuple((labels[key], table.headings[at]) for key, at in mapping.items())
    return GatewayUse(months, columns, proposal.unread, left)


def _only(table: HeadedTable, mapping: dict[str, int]) -> tuple[HeadedTable, dict[str, int]]:
    """The table with the columns that are read, and no other: nobody's name goes further."""
    places = list(mapping.values())

    def cut(cells: Sequence[str]) -> list[str]:
        return [cells[at] if at < len(cells) else "" for at in places]

    rows = [cut(each) for each in table.rows]
    only = HeadedTable(tuple(cut(table.headings)), rows, table.first)
    return only, {key: at for at, key in enumerate(mapping)}


def _day(text: str) -> date | None:
    """The day of a cell: a moment, seconds since 1970, a day or a month."""
    if text.isdecimal() and len(text) in {_SECONDS, _MILLIS}:
        return datetime.fromtimestamp(int(text[:_SECONDS]), UTC).date()
    if moment := read_moment(text):
        return moment.date()
    span = read_span(text)
    same = span and (span.start.year, span.start.month) == (span.end.year, span.end.month)
    return span.start if span and same else None
