"""The sheets of a workbook that are today's fleet: not archives, orders, copies or sums."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.mapping.sheet_mapping import (
    Mapping,
    SheetMapping,
    fit_sheet,
    guess_sheet,
)
from jalons.footprint.engine.reading.rows.raw_lines import raw_lines
from jalons.footprint.engine.reading.rows.things import split_things
from jalons.footprint.engine.reading.vocabulary.cells import read_quantity
from jalons.footprint.engine.reading.vocabulary.designations import site_named, thing_named
from jalons.footprint.engine.reading.vocabulary.exports import export_readers
from jalons.footprint.engine.reading.vocabulary.fields import Field
from jalons.footprint.engine.reading.vocabulary.periods import dated
from jalons.footprint.engine.reading.vocabulary.reference import table
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import Vocabulary

# In this order: what is left out first is not what remains for those after.
_BY_NAME = ("example", "planned", "gone", "summary")
_COPY = re.compile(r"(?:copie (?:de )?|copy of )?(.+?)(?: \d| copie| copy| bis)?")
_FEWEST_KINDS = 2
_FEWEST_DEVICES = 10
_MOST_ROWS = 50_000  # beyond, sheets are not compared row by row


def guess_mapping(sheets: Sequence[Sheet]) -> Mapping:
    """The mapping of a file as its headings and cells suggest it."""
    found = [guess_sheet(sheet) for sheet in sheets]
    readers = export_readers()
    if any(each.export and readers[each.export].whole_workbook for each in found):
        found = [each if each.export else replace(each, included=False) for each in found]
    return _chosen(sheets, found)


def fit_mapping(known: Mapping, sheets: Sequence[Sheet]) -> Mapping:
    """The mapping of an earlier file of the same source, applied to a new file.

    Columns are found again by their heading, wherever they moved; a sheet that lost one of them
    is guessed anew. A sheet a person counted in spite of a doubt still counts.
    """
    return _chosen(sheets, [fit_sheet(known, sheet) for sheet in sheets])


def _chosen(sheets: Sequence[Sheet], sheet_mappings: Sequence[SheetMapping]) -> Mapping:
    """The mapping of a workbook without the sheets that are no part of the fleet of today."""
    choice = _Choice(sheets, sheet_mappings)
    if len(choice.open()) > 1:
        choice.by_name()
        choice.by_period()
        choice.by_content()
        choice.by_sum()
    elif choice.open():
        choice.alone()
    return Mapping(tuple(choice.found))


class _Choice:
    """The mappings of a workbook while sheets are left out of it, never the last that counts."""

    def __init__(self, sheets: Sequence[Sheet], found: Sequence[SheetMapping]) -> None:
        self.sheets = sheets
        self.found = list(found)

    def open(self) -> list[int]:
        """The places of the sheets that count and that nobody confirmed despite a doubt."""
        return [at for at, each in enumerate(self.found) if each.included and not each.doubt]

    def doubt(self, at: int, why: str, beside: str = "", *, out: bool = True) -> None:
        """Note why a sheet may not count, and leave it out unless it would be the last."""
        others = any(each.included for i, each in enumerate(self.found) if i != at)
        self.found[at] = replace(
            self.found[at], doubt=why, beside=beside, included=not (out and others)
        )

    def alone(self) -> None:
        """A lone sheet counts whatever its name; what is still to come or gone is noticed."""
        (at,) = self.open()
        why = _said_by(self.sheets[at].name)
        if why and why != "summary":
            self.doubt(at, why, out=False)

    def by_name(self) -> None:
        """Leave out what is called an example, an order, an archive or a sum."""
        for why in _BY_NAME:
            for at in self.open():
                if _said_by(self.sheets[at].name) == why and not self.found[at].export:
                    self.doubt(at, why)

    def by_period(self) -> None:
        """Of « Inventaire 2024 » and « Inventaire 2025 », the last is the fleet."""
        groups = defaultdict(list)
        for at in self.open():
            name = dated(self.sheets[at].name)
            if name.period and not _words()["added"].inside(name.rest):
                groups[name.rest].append((name.period, at))
        for group in groups.values():
            periods = {period for period, _ in group}
            last, newest = max(group)
            for period, at in group if len(periods) > 1 else ():
                if period != last and not self._are_apart(at, newest):
                    self.doubt(at, "past", self.sheets[newest].name)

    def by_content(self) -> None:
        """Leave out a sheet whose rows are those of another one."""
        seen: dict[tuple[tuple[str, ...], ...], int] = {}
        for at in self.open():
            rows = self._rows(at)
            first = seen.setdefault(rows, at) if rows else at
            if first == at:
                continue
            names = self.sheets[first].name, self.sheets[at].name
            places = all(map(site_named, names)) and not self._serials(at)
            self.doubt(at, "repeated", names[0], out=not places)
        names_of = {fold(self.sheets[at].name): at for at in self.open()}
        for name, at in names_of.items():
            match = _COPY.fullmatch(name)
            first = names_of.get(match[1], at) if match else at
            if first != at and not self._are_apart(first, at) and not site_named(name):
                self.doubt(at, "copy", self.sheets[first].name, out=False)

    def by_sum(self) -> None:
        """Leave out a sheet whose quantities by kind are the sum of those of all the others."""
        counted = {at: self._counts(at) for at in self.open()}
        if len(counted) < 2 or not all(counted.values()):
            return
        for at in sorted(counted, key=lambda each: -counted[each].total()):
            others = [each for each in counted if each != at]
            total = sum((counted[each] for each in others), Counter())
            detailed = len(others) > 1 or self._height(others[0]) > self._height(at)
            enough = len(total) >= _FEWEST_KINDS and total.total() >= _FEWEST_DEVICES
            if enough and detailed and counted[at] == total:
                self.doubt(at, "sum")
                return

    def _are_apart(self, at: int, other: int) -> bool:
        """Whether serial numbers show that two sheets list different machines."""
        one, two = self._serials(at), self._serials(other)
        return bool(one and two and not one & two)

    def _serials(self, at: int) -> frozenset[str]:
        column = self.found[at].columns.get(Field.SERIAL)
        if column is None:
            return frozenset()
        body = self.sheets[at].cells.slice(self.found[at].header_row or 0)
        return frozenset(body[str(column)].to_list()) - {""}

    def _height(self, at: int) -> int:
        return self.sheets[at].cells.height

    def _rows(self, at: int) -> tuple[tuple[str, ...], ...]:
        """The filled rows below the headings, in order; none when there are too few or too many."""
        if self._height(at) > _MOST_ROWS:
            return ()
        body = self.sheets[at].cells.slice(self.found[at].header_row or 0).rows()
        rows = tuple(sorted(row for row in body if any(row)))
        return rows if len(rows) > 1 else ()

    def _counts(self, at: int) -> Counter[str]:
        """The number of devices by kind in a sheet, by its types; none beyond a limit."""
        if self._height(at) > _MOST_ROWS:
            return Counter()
        lines, _ = split_things(raw_lines(self.sheets[at], self.found[at]))
        counts: Counter[str] = Counter()
        kinds: dict[str, str] = {}
        read = lines.filter(lines["row_nature"].is_null()).select("type", "quantity", "times")
        for kind, quantity, times in read.iter_rows():
            if kind not in kinds:
                kinds[kind] = found.scope if (found := thing_named(kind)) else fold(kind)
            counts[kinds[kind]] += round((read_quantity(quantity) or 0.0) * times)
        return +counts


def _said_by(name: str) -> str:
    """The content implied by the name of a sheet, "" when none."""
    found = _words()["name"].inside(fold(name))
    return "" if found in {None, "place"} else str(found)


@cache
def _words() -> dict[str, Vocabulary]:
    words = table("layouts")["sheets"]
    named = {name: words[name] for name in ("place", *_BY_NAME)}
    return {"name": Vocabulary(named), "added": Vocabulary({"added": words["added"]})}
