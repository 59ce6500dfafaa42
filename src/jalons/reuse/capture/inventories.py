"""Devices from the exports of inventories (GLPI, Snipe-IT, OCS, or any list), nothing guessed.

A date whose day and month could be taken for one another is read only when another cell of its
column proves the order, which is said, or when a person says it. A price in another currency, a
date without day, an unknown type or state are not read, and counted in the remarks.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.routes.verdicts import LeavingDevice
from jalons.reuse.engine.wiping.verdict import is_usable
from jalons.reuse.words.sentences import say
from jalons.tabular import Limits, open_tables, refusals_as
from jalons.tabular.amounts import EUROS, read_amount
from jalons.tabular.column_mapping import (
    Evidence,
    MappingProposal,
    Preset,
    Wanted,
    known_headings,
    propose,
)
from jalons.tabular.columns import TruthKind, says_nothing
from jalons.tabular.days import day_order, is_slashed, read_span
from jalons.tabular.errors import TableError
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable, headed_table
from jalons.tabular.rows import RowNotice, TableRow, read_rows
from jalons.tabular.vocabulary import Vocabulary
from jalons.wording import format_number

LIMITS = Limits(bytes=10 * 2**20, expanded_bytes=100 * 2**20, rows=20_000, columns=300, sheets=50)
DAY_FIRST, MONTH_FIRST = "day", "month"
_DAYS = ("bought_on", "retired_on", "supported_until")
_AMOUNTS = ("price", "value")
_NUMBERS = ("serial", "tag")
_TEXTS = ("label", "tag", "serial", "maker", "model")
_NO_DAY = re.compile(r"0{4}-0{2}-0{2}(?: .*)?|0?0/0?0/0{4}")
_FOREIGN = re.compile(r"[$£¥]|\b(?:usd|gbp|chf|cad)\b", re.IGNORECASE)
_MOST_EUROS = 10**8  # no device costs more: the cell is something else
_TAXED = re.compile(r"\bttc\b|\btax(?:es)? incl|\bincl\w* (?:of )?(?:tax|vat)", re.IGNORECASE)
_SIGN_FIRST = re.compile(r"^\s*(?:€|eur\b)\s*", re.IGNORECASE)


class InventoryFileError(ReuseError):
    """A file that is no readable table, in the words of ``tabular``."""

    package = "jalons.tabular"


@dataclass(frozen=True, slots=True)
class InventoryNotice(RowNotice):
    """What is to be known of a column, in the words of this room (``reading``)."""

    def message(self, lang: str | None = None) -> str:
        """What is to be known, in one sentence."""
        facts = {
            name: format_number(value, lang or "fr") if isinstance(value, int) else value
            for name, value in self.facts.items()
        }
        return say(f"reading.{self.code}", lang, text=self.text, column=self.column, **facts)


@dataclass(frozen=True, slots=True)
class ReadDevice:
    """A row read: the values of the device that are known, and why it is left aside."""

    number: int
    values: Mapping[str, Any]
    notices: tuple[RowNotice, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the row is left aside, in sentences."""
        return tuple(each.message() for each in self.notices)

    def leaving(self) -> LeavingDevice:
        """What the rules of the routes read of it."""
        names = ("bought_on", "retired_on", "value", "working")
        known = {name: self.values.get(name) for name in names}
        return LeavingDevice(kind=self.values.get("kind", "other"), **known)


@dataclass(frozen=True, slots=True)
class DeviceTable:
    """A table with the columns proposed for each field."""

    table: HeadedTable
    fields: tuple[Wanted, ...]
    proposal: MappingProposal


@dataclass(frozen=True, slots=True)
class ReadDevices:
    """The rows of a file in order, and what is to be known of its columns."""

    rows: tuple[ReadDevice, ...]
    remarks: tuple[RowNotice, ...]
    asks_order: bool

    def notes(self, lang: str) -> list[str]:
        """The remarks, in sentences."""
        return [each.message(lang) for each in self.remarks]


@cache
def device_fields() -> tuple[Wanted, ...]:
    """What a list of devices may say of them; none is required, for a model alone names some."""
    columns = package_table("jalons.reuse", "inventories")["columns"]
    return tuple(Wanted(name, each["name"], tuple(each["also"])) for name, each in columns.items())


def device_table(content: bytes, name: str) -> DeviceTable:
    """The table of a file that says the most of devices, its columns proposed.

    Raises ``ReuseError``: what ``tabular`` refuses, ``table_missing``.
    """
    with refusals_as(InventoryFileError):
        opened = open_tables(content, name, LIMITS)
    fields = device_fields()
    known = known_headings(fields)
    found = [headed_table(each.rows, known) for each in opened if each.rows]
    proposed = [_proposed(each, fields) for each in found]
    best = max(proposed, key=lambda each: len(each.proposal.columns), default=None)
    if best is None or not best.table.rows or not best.proposal.columns:
        raise ReuseError("table_missing", name=name)
    return best


def _proposed(table: HeadedTable, fields: tuple[Wanted, ...]) -> DeviceTable:
    """The columns proposed; of two headings alike over other cells, a person says which is read."""
    proposal = propose(table.headings, fields, presets=_tools())
    cells: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for at, heading in enumerate(table.headings):
        cells[fold(heading)].append(tuple(row[at] for row in table.rows if at < len(row)))
    doubtful = {name for name, columns in cells.items() if name and len(set(columns)) > 1}
    columns = tuple(
        replace(each, evidence=Evidence.AMBIGUOUS) if fold(each.heading) in doubtful else each
        for each in proposal.columns
        if fold(each.heading) != "tag"  # alone, it is that of a site in OCS: a person chooses it
    )
    seen: Counter[str] = Counter()
    headings = tuple(_numbered(each, seen) for each in table.headings)
    named = tuple(replace(each, heading=headings[each.column]) for each in columns)
    return DeviceTable(
        replace(table, headings=headings),
        fields,
        replace(proposal, headings=headings, columns=named),
    )


def _numbered(heading: str, seen: Counter[str]) -> str:
    """A heading, with its rank when it was there before: a person chooses between them."""
    seen[heading] += 1
    return f"{heading} ({seen[heading]})" if heading and seen[heading] > 1 else heading


def device_rows(found: DeviceTable, mapping: Mapping[str, int], order: str = "") -> ReadDevices:
    """The rows of a table as devices, columns as ``mapping`` says.

    ``order``: ``DAY_FIRST`` or ``MONTH_FIRST`` when a person said it, "" otherwise.
    """
    reader = _Reader(found, mapping, order)
    rows = tuple(reader.row(each) for each in read_rows(found.table, mapping, found.fields))
    return ReadDevices(rows, tuple(reader.remarks()), reader.asks_order)


def read_devices(content: bytes, name: str, order: str = "") -> ReadDevices:
    """The devices of a file, columns as they are known without asking; the others are named.

    Raises ``ReuseError``: what ``tabular`` refuses, ``table_missing``.
    """
    found = device_table(content, name)
    try:
        read = device_rows(found, found.proposal.mapping, order)
    except TableError as error:
        raise InventoryFileError(error.code, **error.params) from error
    left = ", ".join(each.heading for each in found.proposal.to_confirm)
    more = (InventoryNotice(0, "", "to_choose", left),) if left else ()
    return replace(read, remarks=(*read.remarks, *more))


def kind_of(text: str) -> str | None:
    """The kind of device a word names, None when it is none we know.

    >>> kind_of("PC portables"), kind_of("Backhoe")
    ('laptop', None)
    """
    return _words("kinds").exact(fold(text))


@cache
def _words(name: str) -> Vocabulary:
    table = package_table("jalons.reuse", "inventories")[name]
    return Vocabulary({key: (*words, key) for key, words in table.items()})


@cache
def _tools() -> tuple[Preset, ...]:
    tools = package_table("jalons.reuse", "inventories")["tools"]
    return tuple(
        Preset(
            key,
            tuple(frozenset(map(fold, group)) for group in each["signature"]),
            {name: tuple(map(fold, names)) for name, names in each["columns"].items()},
        )
        for key, each in tools.items()
    )


@dataclass
class _Reader:
    """The cells of a table as values, with what was left unread."""

    found: DeviceTable
    mapping: Mapping[str, int]
    order: str
    asks_order: bool = False
    unread: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.proofs = {name: self._proof(name) for name in _DAYS if name in self.mapping}

    def row(self, row: TableRow) -> ReadDevice:
        """A row as a device; its notices leave it aside."""
        cells = {name: str(value) for name, value in row.values.items()}
        values: dict[str, Any] = {
            name: cells[name] for name in _TEXTS if name in cells and not says_nothing(cells[name])
        }
        for name in _NUMBERS:
            if name in values and not is_usable(str(values[name])):
                self.unread["fillers"].append(values.pop(name))
        notices: list[RowNotice] = []
        for name in (*_DAYS, *_AMOUNTS):
            text = cells.get(name, "")
            value = self._day(name, text) if name in _DAYS else self._amount(text)
            if isinstance(value, str):
                notices.append(InventoryNotice(row.number, self._heading(name), value, text[:40]))
            elif value is not None:
                values[name] = value
        values |= self._words_of(cells)
        values["label"] = _label(values)
        if not values["label"]:
            notices.append(InventoryNotice(row.number, "", "unnamed"))
        if any(each.code == "row_total" for each in row.notices):
            notices.append(InventoryNotice(row.number, "", "total"))
        return ReadDevice(row.number, values, tuple(notices))

    def remarks(self) -> Iterator[RowNotice]:
        """What is to be known of the table and of its columns, once its rows are read."""
        if tool := self.found.proposal.preset:
            name = package_table("jalons.reuse", "inventories")["tools"][tool]["name"]
            yield InventoryNotice(0, "", "known_tool", facts={"tool": name})
        for name, (order, text) in self.proofs.items():
            if order and not self.order and self._has_doubts(name):
                code = "day_first" if order == DAY_FIRST else "month_first"
                yield InventoryNotice(0, self._heading(name), code, text)
        if self.found.table.repaired:
            facts = {"count": self.found.table.repaired}
            yield RowNotice(0, "", "accents_repaired", facts=facts)
        for code, texts in self.unread.items():
            shown = ", ".join(list(dict.fromkeys(texts))[:3])
            yield InventoryNotice(0, "", code, shown, {"count": len(texts)})

    def _heading(self, name: str) -> str:
        return self.found.table.headings[self.mapping[name]]

    def _cells(self, name: str) -> Iterable[str]:
        at = self.mapping[name]
        return (row[at] for row in self.found.table.rows if at < len(row))

    def _proof(self, name: str) -> tuple[str, str]:
        """The order of days that a column proves and the cell that does; "" when none or both."""
        proofs = {day_order(cell): cell.strip() for cell in self._cells(name)}
        if (1 in proofs) == (-1 in proofs):
            return "", ""
        return (DAY_FIRST, proofs[1]) if 1 in proofs else (MONTH_FIRST, proofs[-1])

    def _has_doubts(self, name: str) -> bool:
        return any(is_slashed(cell) and not day_order(cell) for cell in self._cells(name))

    def _day(self, name: str, text: str) -> date | str | None:
        """The day of a cell; a code when it leaves the row aside, None when it says nothing."""
        if says_nothing(text) or _NO_DAY.fullmatch(text.strip()):
            return None
        own = day_order(text)
        if is_slashed(text) and not own:
            order = self.order or self.proofs[name][0]
            if not order:
                self.asks_order = True
                return "order_unknown"
            own = 1 if order == DAY_FIRST else -1
        span = read_span(text, month_first=own < 0)
        if span is None:
            return "day_unreadable"
        if span.is_day:
            return span.start
        self.unread["days_short"].append(text)
        return None

    def _amount(self, text: str) -> Decimal | str | None:
        if says_nothing(text):
            return None
        if _TAXED.search(text):
            self.unread["taxed"].append(text.strip())
            return None
        if _FOREIGN.search(text):
            self.unread["currency"].append(text.strip())
            return None
        found = read_amount(_SIGN_FIRST.sub("", text), EUROS)
        if found is None or not 0 <= found < _MOST_EUROS:
            return "number_unreadable"
        return found.quantize(Decimal("0.01"))

    def _words_of(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """The kind, the state and whether it works, from their words."""
        values: dict[str, Any] = {}
        kind, status = cells.get("kind", ""), cells.get("status", "")
        if not says_nothing(kind):
            values["kind"] = kind_of(kind) or "other"
            if values["kind"] == "other":
                self.unread["kinds_unknown"].append(kind)
        if not says_nothing(status):
            state = _words("states").exact(fold(status))
            broken = _words("broken").exact(fold(status)) is not None
            if state:
                values["state"] = state
            elif not broken:
                self.unread["states_unknown"].append(status)
            if broken:
                values["working"] = False
        truth = TruthKind().read(cells.get("working", ""))
        if isinstance(truth, bool):
            values["working"] = truth
        return values


def _label(values: Mapping[str, Any]) -> str:
    """What a device is called: its name, else its tag, its maker and model, its serial number."""
    model = " ".join(filter(None, (values.get("maker"), values.get("model"))))
    names: Sequence[str | None] = (values.get("label"), values.get("tag"), model)
    found = next(filter(None, (*names, values.get("serial"))), "")
    return str(found)[:120]
