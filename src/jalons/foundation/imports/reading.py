"""From a dropped file to the changes it asks for, without storing anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.errors import FileError, ListError
from jalons.foundation.imports.forms import LIMITS
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.register.models import Registered
from jalons.foundation.register.outcomes import Outcome
from jalons.tabular import open_tables, refusals_as
from jalons.tabular.folding import fold
from jalons.tabular.headings import HeadedTable, headed_table
from jalons.tabular.proposing import MappingProposal, Wanted, known_headings, propose
from jalons.tabular.rows import RowNotice, TableRow, read_rows, remarks

if TYPE_CHECKING:
    from jalons.foundation.imports.declaration import Import

MOST = 2_000  # rows of one file
LISTED = 200  # refused rows retained with their reason


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The table of a file, the columns proposed for its fields, and what is to be known of it."""

    table: HeadedTable
    fields: tuple[Wanted, ...]
    proposal: MappingProposal
    remarks: tuple[RowNotice, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a change: the record it is about (new or known) and its values, or why not."""

    number: int
    label: str
    record: Registered | None
    values: Mapping[str, Any]
    why: str = ""


def read_file(declared: Import, file: ImportFile) -> ReadFile:
    """What a file holds, its columns as a person decided or as they are proposed.

    Raises ``ListError``: what the file is refused for, ``too_many``, ``no_table``.
    """
    fields = declared.wanted()
    with refusals_as(FileError):
        tables = open_tables(bytes(file.content), file.name, LIMITS)
    known = known_headings(fields)
    found = [headed_table(each.rows, known) for each in tables if each.rows]
    best = max(found, key=lambda table: _fit(table, fields), default=None)
    if best is None or not best.rows:
        raise ListError("no_table", name=file.name)
    if len(best.rows) > MOST:
        raise ListError("too_many", rows=len(best.rows), most=MOST)
    proposal = propose(best.headings, fields)
    places = {heading: at for at, heading in enumerate(best.headings) if heading}
    chosen = {name: places.get(heading) for name, heading in file.columns.items()}
    proposal = proposal.confirmed(chosen)
    return ReadFile(best, fields, proposal, remarks(best, proposal.mapping, fields))


def _fit(table: HeadedTable, fields: tuple[Wanted, ...]) -> tuple[int, int]:
    return len(propose(table.headings, fields).mapping), len(table.rows)


def rows_of(declared: Import, authority: Authority, found: ReadFile) -> list[Row]:
    """The rows as changes, those with the key of a living record about that record."""
    reader = _Rows(declared, authority, found)
    return [reader.row(each) for each in read_rows(found.table, reader.mapping, found.fields)]


def _by_name[M: models.Model](named: Iterable[tuple[str, M]]) -> dict[str, list[M]]:
    """The records by folded name: several may bear one."""
    found: defaultdict[str, list[M]] = defaultdict(list)
    for name, record in named:
        found[fold(name)].append(record)
    return found


class _Rows:
    """What the rows of a file are compared with: living records, what may be linked, keys seen."""

    def __init__(self, declared: Import, authority: Authority, found: ReadFile) -> None:
        self.declared, self.authority = declared, authority
        self.meta = declared.register.model._meta
        self.mapping = found.proposal.mapping
        records = living(declared.register.model, authority)
        self.known = _by_name((str(getattr(each, declared.key)), each) for each in records)
        self.links = {
            each.name: _by_name((str(one), one) for one in living(each.related_model, authority))
            for each in self.meta.concrete_fields
            if isinstance(each, models.ForeignKey) and each.name in self.mapping
        }
        self.lang = lang()
        self.seen: set[str] = set()

    def row(self, row: TableRow) -> Row:
        """A row as a change, or why it is left aside."""
        label = str(row.values.get(self.declared.key, ""))
        key, values = fold(label), dict(row.values)
        reasons = [self._notice(each) for each in row.notices]
        if key in self.seen:
            reasons.append(ListError("row_twice", name=label).message(self.lang))
        self.seen.add(key)
        known = self.known.get(key, [])
        reasons += self._doubt(known, label)
        for name in self.links.keys() & values.keys():
            text = str(values[name])
            found = self.links[name].get(fold(text), [])
            reasons += self._doubt(found, text)
            if not found:
                reasons.append(ListError("link_unknown", text=text).message(self.lang))
            values[name] = next(iter(found), None)
        if reasons:
            return Row(row.number, label, None, {}, why=" ".join(reasons))
        record = next(iter(known), None) or self.declared.register.model(authority=self.authority)
        typed = {name: self._typed(name, value) for name, value in values.items()}
        return Row(row.number, label, record, typed)

    def _doubt(self, found: Sequence[models.Model], text: str) -> list[str]:
        """Why a name is not enough: several records bear it, and none is chosen for a person."""
        return [ListError("several", text=text).message(self.lang)] if len(found) > 1 else []

    def _notice(self, notice: RowNotice) -> str:
        words = notice.message(self.lang)
        return f"{notice.column} — {words}" if notice.column else words

    def _typed(self, name: str, value: Any) -> Any:
        """A value as its field holds it: a number read exactly becomes one of its own."""
        if isinstance(value, models.Model):
            return value
        field: Any = self.meta.get_field(name)
        return field.to_python(value)


def pairs(rows: Sequence[Row]) -> list[tuple[Registered, Mapping[str, Any]]]:
    """The changes of the rows that can be read."""
    return [(each.record, each.values) for each in rows if each.record is not None]


def outcome(rows: Sequence[Row], done: Outcome) -> dict[str, Any]:
    """What came of a file: how many rows, created, changed, the same, and those refused."""
    unread = [(each.number, each.label, each.why) for each in rows if each.why]
    refused = unread + [(0, str(record), why) for record, why in done.refused]
    return {
        "rows": len(rows),
        "stored": len(done.changed),
        "created": done.created,
        "same": len(rows) - len(done.changed) - len(refused),
        "refused_count": len(refused),
        "refused": refused[:LISTED],
    }
