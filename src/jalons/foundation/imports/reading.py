"""From an uploaded file to the changes it requests, without storing anything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.columns import EVERY, LIMITS, OWNER, ImportColumns
from jalons.foundation.imports.errors import FileError, ListError
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.register.declaration import Part
from jalons.foundation.register.models import Registered
from jalons.foundation.register.outcomes import Outcome
from jalons.tabular import open_tables, refusals_as
from jalons.tabular.column_mapping import MappingProposal, Wanted, known_headings, propose
from jalons.tabular.errors import TableError
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable, Lines, headed_table
from jalons.tabular.rows import RowNotice, TableRow, read_rows, remarks
from jalons.wording import colon

MOST = 2_000  # rows of one file
LISTED = 200  # refused rows retained with their reason
_PARTS = re.compile(r"[;,]")


@dataclass(frozen=True, slots=True)
class ReadLines:
    """The table of the lines under the records, as a file of the register writes it."""

    part: Part
    table: HeadedTable
    fields: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The table of a file, the columns proposed for its fields, and what is to be known of it.

    ``every``: the fields that are “yes” for every row, by the word of a person.
    """

    table: HeadedTable
    fields: tuple[Wanted, ...]
    proposal: MappingProposal
    remarks: tuple[RowNotice, ...]
    every: tuple[str, ...]
    lines: tuple[ReadLines, ...] = ()

    @property
    def decided(self) -> dict[str, Any]:
        """The column of each field, and the fields that are “yes” for every row."""
        return {**self.proposal.mapping, **dict.fromkeys(self.every, EVERY)}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a change: the record it is about (new or known) and its values, or why not."""

    number: int
    label: str
    record: Registered | None
    values: Mapping[str, Any]
    why: str = ""


def read_file(declared: ImportColumns, file: ImportFile) -> ReadFile:
    """The content of a file, its columns as a person chose or as proposed.

    Raises ``ListError``: what the file is refused for, ``too_many``, ``no_table``.
    """
    fields = declared.wanted()
    with refusals_as(FileError):
        tables = open_tables(bytes(file.content), file.name, LIMITS)
    parts = [(declared.part_called(each.name), each) for each in tables if each.rows]
    lines = tuple(_lines(declared, part, each.rows) for part, each in parts if part)
    known = known_headings(fields)
    found = [headed_table(each.rows, known) for part, each in parts if not part]
    best = max(found, key=lambda table: _fit(table, fields), default=None)
    if best is None or not best.rows:
        raise ListError("no_table", name=file.name)
    if len(best.rows) > MOST:
        raise ListError("too_many", rows=len(best.rows), most=MOST)
    proposal = propose(best.headings, fields)
    places = {heading: at for at, heading in enumerate(best.headings) if heading}
    chosen = {name: places.get(heading) for name, heading in file.columns.items()}
    proposal = proposal.confirmed(chosen)
    every = tuple(name for name, heading in file.columns.items() if heading == EVERY)
    seen = remarks(best, proposal.mapping, fields)
    return ReadFile(best, fields, proposal, seen, every, lines)


def _lines(declared: ImportColumns, part: Part, rows: Lines) -> ReadLines:
    fields = declared.wanted_under(part)
    return ReadLines(part, headed_table(rows, known_headings(fields)), fields)


def _fit(table: HeadedTable, fields: tuple[Wanted, ...]) -> tuple[int, int]:
    return len(propose(table.headings, fields).mapping), len(table.rows)


def rows_of(declared: ImportColumns, authority: Authority, found: ReadFile) -> list[Row]:
    """The rows as changes, those with the key of a living record about that record; then lines."""
    reader = _Rows(declared, authority, found)
    rows = [reader.row(each) for each in read_rows(found.table, reader.mapping, found.fields)]
    owners = {name: records[0] for name, records in reader.known.items() if len(records) == 1}
    owners |= {fold(each.label): each.record for each in rows if each.record is not None}
    return rows + [row for line in found.lines for row in reader.lines(line, owners)]


def _by_name[M: models.Model](named: Iterable[tuple[str, M]]) -> dict[str, list[M]]:
    """The records by folded name: several may bear one, one may have several."""
    found: defaultdict[str, dict[Any, M]] = defaultdict(dict)
    for name, record in named:
        found[fold(name)][record.pk] = record
    return {name: list(records.values()) for name, records in found.items()}


class _Rows:
    """What the rows of a file are compared with: living records, what may be linked, keys seen."""

    def __init__(self, declared: ImportColumns, authority: Authority, found: ReadFile) -> None:
        self.declared, self.authority, self.file = declared, authority, found
        self.meta = declared.register.model._meta
        self.mapping = found.proposal.mapping
        records = living(declared.register.model, authority)
        self.known = _by_name((str(getattr(record, declared.key)), record) for record in records)
        fields = [self.meta.get_field(name) for name in self.mapping]
        self.links = {field.name: self._named(field) for field in fields if field.is_relation}
        self.lang = lang()
        self.seen: set[str] = set()

    def row(self, row: TableRow) -> Row:
        """A row as a change, or why it is left aside."""
        label = str(row.values.get(self.declared.key, ""))
        key, values = fold(label), {**row.values, **dict.fromkeys(self.file.every, True)}
        reasons = [self._notice(notice) for notice in row.notices]
        if key in self.seen:
            reasons.append(ListError("row_twice", name=label).message(self.lang))
        self.seen.add(key)
        known = self.known.get(key, [])
        reasons += self._doubt(known, label)
        for name in self.links.keys() & values.keys():
            values[name], doubts = self._linked(name, str(values[name]))
            reasons += doubts
        if reasons:
            return Row(row.number, label, None, {}, why=" ".join(reasons))
        record = next(iter(known), None) or self.declared.register.model(authority=self.authority)
        typed = {name: self._typed(record, name, value) for name, value in values.items()}
        return Row(row.number, label, record, typed | self._rest(record, row, typed))

    def lines(self, found: ReadLines, owners: Mapping[str, Registered]) -> Iterator[Row]:
        """The lines of a part; one equal to a stored line is that line."""
        mapping = propose(found.table.headings, found.fields).mapping
        try:
            rows = list(read_rows(found.table, mapping, found.fields))
        except TableError as error:
            yield Row(0, str(found.part.title), None, {}, why=error.message(self.lang))
            return
        for row in rows:
            values = dict(row.values)
            name = str(values.pop(OWNER, ""))
            owner, reasons = owners.get(fold(name)), [self._notice(one) for one in row.notices]
            if owner is None and name:
                reasons.append(ListError("link_unknown", text=name).message(self.lang))
            label = f"{found.part.title} · {name}"
            if owner is None or reasons:
                yield Row(row.number, label, None, {}, why=" ".join(reasons))
                continue
            above = {found.part.parent: owner}
            line = found.part.model(authority=self.authority, **above)
            values = {key: self._typed(line, key, value) for key, value in values.items()}
            there = None if owner.is_new else found.part.of(owner).filter(**values).first()
            yield Row(row.number, label, there or line, values)

    def _named(self, field: Any) -> dict[str, list[models.Model]]:
        """The records a field may link to, by folded name."""
        names = self.declared.names.get(field.name)
        rows = living(field.related_model, self.authority)
        return _by_name(names(self.authority) if names else ((str(one), one) for one in rows))

    def _linked(self, name: str, text: str) -> tuple[Any, list[str]]:
        """The record a cell names, or the records where a field links to several."""
        known, parts = self.links[name], [text]
        several = self.meta.get_field(name).many_to_many
        if several:
            lines = [each.strip() for each in text.split("\n") if each.strip()]
            parts = [part for line in lines
                     for part in ([line] if fold(line) in known else _PARTS.split(line))
                     if part.strip()]  # fmt: skip
        reasons, found = [], []
        for part in parts:
            bearers = known.get(fold(part), [])
            reasons += self._doubt(bearers, part.strip())
            if not bearers:
                reasons.append(ListError("link_unknown", text=part.strip()).message(self.lang))
            found += bearers[:1]
        return (found if several else next(iter(found), None)), reasons

    def _rest(self, record: Registered, row: TableRow, values: Mapping[str, Any]) -> dict[str, Any]:
        """The cells of columns without a field, added to the text that receives them.

        What stands there is never replaced: a private text is in no log that could undo it.
        """
        if not (name := self.declared.rest):
            return {}
        cells = self.file.table.rows[row.number - self.file.table.first]
        read = set(self.mapping.values())
        lines = [str(values[name])] if name in values else []
        lines += [
            f"{self.file.table.headings[at] or _('column without heading')}{colon(self.lang)}{cell}"
            for at, cell in enumerate(cells)
            if cell.strip() and at not in read
        ]
        before = "" if record.is_new else str(getattr(record, name))
        added = [line for line in lines if line not in before]
        return {name: "\n".join(filter(None, [before, *added]))} if lines else {}

    def _doubt(self, found: Sequence[models.Model], text: str) -> list[str]:
        """Why a name is not enough: several records bear it, and none is chosen for a person."""
        return [ListError("several", text=text).message(self.lang)] if len(found) > 1 else []

    def _notice(self, notice: RowNotice) -> str:
        words = notice.message(self.lang)
        return f"{notice.column} — {words}" if notice.column else words

    def _typed(self, record: Registered, name: str, value: Any) -> Any:
        """A value as its field stores it; a list adds links, it cuts none."""
        field: Any = record._meta.get_field(name)
        if field.many_to_many:
            there = [] if record.is_new else [each.pk for each in getattr(record, name).all()]
            return list(dict.fromkeys([*there, *(each.pk for each in value)]))
        return value if isinstance(value, models.Model) else field.to_python(value)


def pairs(rows: Sequence[Row]) -> list[tuple[Registered, Mapping[str, Any]]]:
    """The changes of the rows that can be read."""
    return [(row.record, row.values) for row in rows if row.record is not None]


def outcome(rows: Sequence[Row], done: Outcome) -> dict[str, Any]:
    """What came of a file: how many rows, created, changed, the same, and those refused."""
    unread = [(row.number, row.label, row.why) for row in rows if row.why]
    numbers = {fold(row.label): row.number for row in rows}
    refused = unread + [
        (numbers.get(fold(str(record)), 0), str(record), why) for record, why in done.refused
    ]
    return {
        "rows": len(rows),
        "stored": len(done.changed),
        "created": done.created,
        "same": len(rows) - len(done.changed) - len(refused),
        "refused_count": len(refused),
        "refused": refused[:LISTED],
    }
