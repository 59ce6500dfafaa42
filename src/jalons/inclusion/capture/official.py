"""Official files people bring, read into columns in the order of the municipalities of today.

A delimited text, a workbook as INSEE publishes them, or a zip or gz of one. What cannot be counted
is reported with its reason: secrecy, absence, a value out of bounds, a code nobody knows.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, islice
from math import inf, nan

import numpy as np

from jalons.inclusion.engine.areas import Areas, Column, Numbers, Rows, Status
from jalons.inclusion.engine.errors import InclusionError, InclusionTableError
from jalons.inclusion.words.official import ColumnReport, FileReport, Rule, files
from jalons.kernel import Where
from jalons.kernel.errors import language
from jalons.tabular import FileKind, Limits, TableError, file_kind, is_readable, refusals_as
from jalons.tabular.files.delimited import decode, refuse_binary
from jalons.tabular.files.text_files import find_delimiter
from jalons.tabular.files.workbook import cell_text, open_workbook
from jalons.tabular.numbers import read_number

LIMITS = Limits(bytes=200 * 2**20)
CODES = ("codgeo", "code_insee", "insee_com", "code_commune", "depcom", "com", "insee", "code")
_HEAD = 40  # rows among which the headings are
_META = re.compile(r"(?:meta|varmod|lisez|documentation|dictionnaire)", re.IGNORECASE)
_NOTHING = frozenset({"", "nd", "n/d", "n.d.", "na", "n/a", "-", "null", "nan"})
_NUMBER = re.compile(r"(\d{4,5})(?:\.0)?")  # a code that a spreadsheet took for a number
_DISTRICT = re.compile(r"751[012]\d|6938\d|132[01]\d")
_DISTRICTS = {"75056": 20, "69123": 9, "13055": 16}
_BROKEN = (OSError, EOFError, zlib.error, RuntimeError, zipfile.BadZipFile, csv.Error)
type Lines = Iterator[Sequence[object]]
type Match = tuple[Rule, int | None, dict[str, int]]  # the year, the column of each pattern


def read_official(
    content: bytes, name: str, areas: Areas, former: Mapping[str, str], *, year: int | None = None
) -> tuple[dict[str, Column], dict[str, Numbers], FileReport]:
    """The columns of an official file, of which areas each is under secrecy, how it was read.

    ``former`` leads from codes of the past to those of today; ``year`` is what the figures
    describe, when neither columns nor names say so. ``InclusionError``: ``official_columns``,
    ``_code``, ``_iris``, ``_archive``, ``_year``, ``_percent``, ``_empty``; ``InclusionTableError``
    for what is no table.
    """
    with refusals_as(InclusionTableError):
        try:
            inner, own_name = _unwrapped(content, name)
            table = _opened(inner, own_name)
        except _BROKEN as error:
            raise TableError("file_damaged", where=Where(file=name)) from error
    years = table.years or set(re.findall(r"(?<!\d)20\d\d(?!\d)", f"{own_name} {name}"))
    year = int(years.pop()) if len(years) == 1 else year
    if year is None and any(own is None for _rule, own, _at in table.matches):
        raise InclusionError("official_year", name=name)
    rows = table.placed(areas, former)
    if not (rows >= 0).any():
        raise InclusionError("official_empty", name=name, codes=", ".join(table.cells)[:60])
    columns, secret, reports = {}, {}, []
    for match in table.matches:
        column, hidden, report = table.column(match, areas, rows, match[1] or year or 0)
        columns[column.id], secret[column.id] = column, hidden
        reports.append(report)
    digest = sha256(content).hexdigest()
    counts, lists = table.counted(areas, rows)
    return columns, secret, FileReport(table.id, name, digest, tuple(reports), counts, lists)


def _unwrapped(content: bytes, name: str) -> tuple[bytes, str]:
    """The one table of an archive, and its name; anything else as it is."""
    if content.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            return stream.read(LIMITS.bytes + 1), name.removesuffix(".gz")
    if content[:2] != b"PK" or file_kind(content, Where(file=name), LIMITS).is_workbook:
        return content, name
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [one for one in archive.namelist() if is_readable(one)]
        tables = [one for one in members if not _META.match(one.rpartition("/")[2])]
        if len(tables) != 1:
            raise InclusionError("official_archive", names=", ".join(members[:6]))
        return archive.read(tables[0]), tables[0]


def _sheets(content: bytes, name: str) -> Iterator[Lines]:
    """The rows of a text or of each sheet, that of municipalities first; cells as they are."""
    where = Where(file=name)
    kind = file_kind(content, where, LIMITS)
    if kind.is_workbook:
        sheets = open_workbook(content, kind, where, LIMITS)
        for sheet in sorted(sheets, key=lambda one: not one.name.upper().startswith("COM")):
            yield sheet.source.iter_rows()
        return
    if kind is not FileKind.TEXT:
        raise TableError("file_unknown", where=where)
    start = decode(content, where)
    refuse_binary(start.text, where)
    marks, encoding = find_delimiter(start.text, otherwise=";"), start.encoding
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    del start  # a large text is read again as it goes
    text = io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline="")
    yield csv.reader((line.replace("\x00", "") for line in text), delimiter=marks)


def _opened(content: bytes, name: str) -> _Table:
    """The table of an official file, its rows read."""
    seen: list[str] = []
    for rows in _sheets(content, name):
        best: tuple[str, list[Match]] = "", []
        head = list(islice(rows, _HEAD))
        for number, row in enumerate(head, start=1):
            names = [cell_text(cell).strip("\ufeff").casefold() for cell in row]
            code = next((names.index(one) for one in CODES if one in names), None)
            if code is not None and "iris" in names:
                raise InclusionError("official_iris", name=name)
            if code is not None:
                seen = seen or [one for one in names if one]
                id_, matches = _recognised(names)
                if len(matches) > len(best[1]):
                    best, headings, place, below = (id_, matches), names, code, head[number:]
        if best[1]:
            return _Table(*best, headings, place, chain(below, rows))
    if not seen:
        raise InclusionError("official_code", name=name, codes=", ".join(CODES[:4]))
    raise InclusionError("official_columns", name=name, columns=", ".join(seen[:8]),
                         lacking=_nearly(seen))  # fmt: skip


def _by_year(pattern: str, headings: Sequence[str]) -> dict[int | None, int]:
    """The columns a pattern names, by their year (None: it says none)."""
    wanted = pattern.casefold().replace("{yyyy}", r"20(\d\d)").replace("{yy}", r"(\d\d)")
    known = [(re.fullmatch(wanted, heading), at) for at, heading in enumerate(headings)]
    return {2000 + int(one[1]) if one.lastindex else None: at for one, at in known if one}


def _match(rule: Rule, headings: Sequence[str]) -> Match | None:
    """The columns of the latest year that has all of them."""
    known = {name: _by_year(name, headings) for name in (*rule.needs, rule.weight) if name}
    years = set.intersection(*(set(known[name]) for name in rule.needs))
    year = max(years, key=lambda one: one or 0, default=None)
    places = {name: own[year] for name, own in known.items() if year in own}
    return (rule, year, places) if years else None


def _recognised(headings: Sequence[str]) -> tuple[str, list[Match]]:
    """The official file whose columns are there; that of which the most, when several are."""
    scores = []
    for id_, file in files().items():
        matches = [match for rule in file.yields if (match := _match(rule, headings))]
        first = list({match[0].column: match for match in matches[::-1]}.values())[::-1]
        share = len(first) / len({rule.column for rule in file.yields})
        scores.append(((len(first), share), id_, first))
    return max(scores, key=lambda one: one[0])[1:]


def _nearly(headings: Sequence[str]) -> str:
    """What is missing of each file of which a column is there, else of all."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    for file in files().values():
        names = {name for rule in file.yields for name in rule.needs}
        missing = {name for name in names if not _by_year(name, headings)}
        shown = ", ".join(sorted(missing)).replace("{yyyy}", "2021").replace("{yy}", "21")
        parts[missing < names].append(f"{file.title[language()]} ({shown})")
    return " ; ".join(parts[True] or parts[False])


class _Table:
    """The rows of an official file by code: their cells that matter."""

    def __init__(
        self, id_: str, matches: list[Match], headings: Sequence[str], code: int, rows: Lines
    ) -> None:
        self.id, self.file, self.matches = id_, files()[id_], matches
        self.wanted = sorted({at for _rule, _year, places in matches for at in places.values()})
        self.cells: dict[str, list[str]] = {}
        self.counts, self.years = Counter[str](), set[str]()
        self.lists: dict[str, list[str]] = {"unknown": [], "partial": [], "contradictory": []}
        at = {name: place for place, name in enumerate(headings)}
        keep, day = at.get(self.file.keep.get("column", "")), at.get(self.file.year_column)
        needed = (code, *self.wanted, *(place for place in (keep, day) if place is not None))
        for row in rows:
            cells = {place: cell_text(row[place]) for place in needed if place < len(row)}
            text = cells.get(code, "").upper()
            counts = keep is None or cells.get(keep, "").casefold() == self.file.keep["value"]
            if not text or not counts:
                continue
            number = _NUMBER.fullmatch(text)
            own = number[1].zfill(5) if number else text
            values = [cells.get(place, "") for place in self.wanted]
            if self.cells.setdefault(own, values) != values:
                self.lists["contradictory"].append(own)
            self.counts["rows"] += 1
            self.counts["restored"] += number is not None and len(number[1]) == 4
            if day is not None and (dated := re.match(r"20\d\d", cells.get(day, ""))):
                self.years.add(dated[0])
        self.counts["repeated"] = self.counts["rows"] - len(self.cells)

    def placed(self, areas: Areas, former: Mapping[str, str]) -> Rows:
        """The municipality of today of each code; -1: none, or some districts alone."""
        own, rows = {code: row for row, code in enumerate(areas.codes)}, []
        districts = {code for code in self.cells if _DISTRICT.fullmatch(code)}
        there = Counter(former[code] for code in districts)
        for code in self.cells:
            target = code if code in own else former.get(code)
            reason = "unknown" if target is None else "merged" if target != code else ""
            if code in districts and target:
                whole = there[target] == _DISTRICTS[target]
                reason = "districts" if target in self.cells else "merged" if whole else "partial"
            self.counts[reason] += 1
            if reason in self.lists:
                self.lists[reason].append(code)
            rows.append(own[target] if target and reason in {"", "merged"} else -1)
        return np.array(rows, dtype=np.intp)

    def _numbers(self, at: int) -> tuple[Numbers, Rows]:
        """The numbers of a column of the file; 1 where there is secrecy, 2 where a text is none."""
        numbers, marks = np.full(len(self.cells), nan), np.zeros(len(self.cells), dtype=np.intp)
        place, wrong = self.wanted.index(at), set(self.lists["contradictory"])
        for row, (code, values) in enumerate(self.cells.items()):
            if (text := values[place].casefold()) not in _NOTHING and code not in wrong:
                value = read_number(text)
                numbers[row] = nan if value is None else value
                marks[row] = 0 if value is not None else 1 if text in {"s", "c"} else 2
        return numbers, marks

    @np.errstate(invalid="ignore", divide="ignore")
    def column(
        self, match: Match, areas: Areas, rows: Rows, year: int
    ) -> tuple[Column, Numbers, ColumnReport]:
        """A column: counts are summed, a figure of merged municipalities is an estimate."""
        rule, size, placed = match[0], len(areas), rows >= 0
        read = {name: self._numbers(at) for name, at in match[2].items()}

        def summed(numbers: Numbers) -> Numbers:
            return np.bincount(rows[placed], weights=numbers[placed], minlength=size)

        parts = summed(np.ones(len(rows)))
        marks = np.max([read[name][1] for name in rule.needs], axis=0)
        if rule.numerator:
            totals = [rule.numerator.split(" + "), rule.denominator.split(" + ")]
            counted, people = (
                sum((summed(read[one][0]) for one in total), np.zeros(size)) for total in totals
            )
            values = np.where(people > 0, counted / people, nan)
            values = low = high = 1 - values if rule.complement else values
        else:
            numbers = read[rule.value][0] / (100 if rule.percent else 1)
            if rule.percent and 0 < np.nanmax(numbers, initial=0) <= 0.01:
                raise InclusionError("official_percent", column=rule.formula(year))
            low, high = np.full(size, inf), np.full(size, -inf)
            np.minimum.at(low, rows[placed], numbers[placed])
            np.maximum.at(high, rows[placed], numbers[placed])
            weights = read[rule.weight][0] if rule.weight in read else np.full(len(rows), nan)
            people = summed(weights)
            values = np.where(parts == 1, low, summed(numbers * weights) / people)
            values = np.where(np.isnan(values), (low + high) / 2, values)
        is_share = rule.percent or bool(rule.numerator)
        wrong = (values < 0) | (is_share & (high > 1))
        known = (parts > 0) & np.isfinite(values) & ~wrong
        sure = known & ((parts == 1) | bool(rule.numerator))
        secret = ~known & (summed(marks == 1) > 0)
        refused = (parts > 0) & ~known & ~secret & (wrong | (summed(marks == 2) > 0))
        masks = {"published": sure, "estimated": known & ~sure, "secret": secret,
                 "unavailable": (parts > 0) & ~known & ~secret & ~refused,
                 "refused": refused}  # fmt: skip
        status = np.where(sure, "published", np.where(known, "estimated", "missing"))
        values, low, high = (np.where(known, one, nan) for one in (values, low, high))
        column = Column(rule.column, values, low, high, tuple(map(Status, status)),
                        self.file.source(str(year)), people if is_share else None)  # fmt: skip
        counts = {name: int(mask.sum()) for name, mask in masks.items()}
        examples = tuple(areas.codes[row] for row in np.flatnonzero(refused)[:3])
        report = ColumnReport(rule.column, year, rule.formula(year), counts, examples)
        return column, secret.astype(float), report

    def counted(
        self, areas: Areas, rows: Rows
    ) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
        """The counts and the lists of the report."""
        present = {int(row) for row in rows if row >= 0}
        counts = {"rows": self.counts["rows"], "matched": len(present)}
        counts |= {one: self.counts[one] for one in ("restored", "merged", "districts", "repeated")}
        counts["absent"] = len(areas) - len(present)
        ids = {rule.column for rule, _year, _at in self.matches}
        lacking = [rule.formula(2021) for rule in self.file.yields if rule.column not in ids]
        without = set(areas.departement) - {areas.departement[row] for row in present}
        lists = {**self.lists, "lacking": lacking, "departements": sorted(without)}
        return counts, {name: tuple(dict.fromkeys(texts)) for name, texts in lists.items()}
