"""Reads public statistics by commune, as INSEE and Arcep publish them: figures by code.

Columns are recognised by their own names, and their vintage is read there. Nothing is guessed: an
unknown vintage is requested, a cell that is no number is refused where it counts.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from jalons.kernel import Where
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.territory.known import KnownName
from jalons.tabular.files.text_files import decoded, find_delimiter, without_hint
from jalons.tabular.folding import fold

MOST = 60_000_000  # bytes of text: a file of all communes and 100 columns has about 20 million
_CODES = frozenset(
    {"code", "codgeo", "com", "insee_com", "code_insee", "code_commune", "codecommune",
     "code_com", "insee", "siren_epci", "epci"}
)  # fmt: skip
_TYPES = frozenset({"type", "typecom"})
_COUNTS = frozenset({"", "com", "arm"})  # delegated and associated communes count in another
_UNKNOWN = frozenset({"", "s", "nd", "n/d", "na", "so", "-", "–", "—"})
_TITLES = 12  # rows that may stand before the headings
_SHOWN = 12  # columns named in an error

# What a heading names. ``yy``: two digits of a year; ``yyyy``; ``q`` and ``yyyy``: a quarter.
_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("households", re.compile(r"p(?P<yy>\d\d)_men|menages(_(?P<yyyy>\d{4}))?")),
    ("firms", re.compile(r"ettot(?P<yy>\d\d)")),
    ("income", re.compile(r"med(?P<yy>\d\d)")),
    ("fibre", re.compile(r"(locaux_|nombre_de_locaux_)?raccordables?(_ftth)?"
                         r"(_t(?P<q>[1-4])_(?P<yyyy>\d{4}))?")),
    ("dwellings", re.compile(r"logements")),
    ("sites", re.compile(r"etablissements")),
    ("premises", re.compile(r"(nombre_de_|nb_)?locaux")),
)  # fmt: skip
_SUMS = {"dwellings": KnownName.PREMISES, "sites": KnownName.PREMISES}
_QUARTER_ENDS = {"1": (3, 31), "2": (6, 30), "3": (9, 30), "4": (12, 31)}


type Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """The columns of one figure, and its vintage, empty when unknown."""

    name: KnownName
    headings: tuple[str, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The figures of a file by code, None where the file marks them unknown.

    ``padded`` codes had lost their leading zero. ``refused`` are cells that are no number, by code
    and name: they matter only where they would count.
    """

    columns: tuple[ReadFigure, ...]
    values: Mapping[str, Mapping[KnownName, float | None]]
    padded: frozenset[str]
    refused: Mapping[tuple[str, KnownName], tuple[Where, str]]

    def column(self, name: KnownName) -> ReadFigure:
        """The columns of a figure."""
        return next(column for column in self.columns if column.name is name)

    @property
    def without_faults(self) -> ReadFile:
        """The same, its refused cells unknown: elsewhere they do not matter."""
        return replace(self, refused={})


def read_statistics(name: str, content: bytes, vintage: str = "") -> ReadFile:
    """The figures of a CSV, alone, in gzip or in a ZIP; ``vintage`` (a year) if the file has none.

    Raises ``StrategyError``: ``territory_file_kind``, ``territory_file_large``,
    ``territory_file_columns``, ``territory_file_twice``, ``territory_vintage_unknown``,
    ``territory_vintage_differs``.
    """
    plain = _unpacked(name, content)
    try:
        text = without_hint(decoded(plain).text)
        delimiter = find_delimiter(text, otherwise=",")
        rows = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)
        headings, places = _headings(name, rows)
        columns = _dated(places, headings, vintage)
        return _values(name, rows, headings, places, columns)
    except (csv.Error, UnicodeDecodeError) as error:
        raise StrategyError("territory_file_kind", name=name) from error


def _unpacked(name: str, content: bytes) -> bytes:
    """The bytes of the CSV, bounded; of a ZIP, its only one that is not a description."""
    try:
        if content.startswith(b"\x1f\x8b"):
            plain = zlib.decompressobj(wbits=31).decompress(content, MOST + 1)
        elif content.startswith(b"PK"):
            plain = _member(name, content)
        else:
            plain = content
    except (zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise StrategyError("territory_file_kind", name=name) from error
    if len(plain) > MOST:
        raise StrategyError("territory_file_large", name=name, most=MOST // 1_000_000)
    return plain


def _member(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = [
            each
            for each in archive.namelist()
            if each.lower().endswith(".csv") and not each.rpartition("/")[2].startswith("meta")
        ]
        if len(found) != 1:
            raise StrategyError("territory_file_kind", name=name)
        with archive.open(found[0]) as member:
            return member.read(MOST + 1)


def _plain(heading: str) -> str:
    """A heading without case, accents or spaces, as official files vary them."""
    return fold(heading).replace(" ", "_")


def _headings(name: str, rows: Rows) -> tuple[Sequence[str], dict[str, int]]:
    """The first row that names a code and a figure, after titles if any, and its columns."""
    first: Sequence[str] = ()
    for _number, row in islice(rows, _TITLES):
        first = first or [cell.strip() for cell in row if cell.strip()]
        places = _places(row)
        if "code" in places and not places.keys() <= {"code", "type"}:
            return row, places
    shown = ", ".join(first[:_SHOWN]) or "—"
    raise StrategyError("territory_file_columns", name=name, columns=shown)


def _places(headings: Sequence[str]) -> dict[str, int]:
    """The place of each recognised column; the most recent of several equal ones."""
    found: dict[str, tuple[str, int]] = {}
    for place, heading in enumerate(headings):
        plain = _plain(heading)
        if plain in _CODES:
            found.setdefault("code", ("", place))
        elif plain in _TYPES:
            found.setdefault("type", ("", place))
        for label, pattern in _HEADINGS:
            if match := pattern.fullmatch(plain):
                as_of = _as_of(match)
                if label not in found or as_of > found[label][0]:
                    found[label] = (as_of, place)
    return {label: place for label, (_, place) in found.items()}


def _as_of(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("yy"):
        return f"20{groups['yy']}"
    if groups.get("q"):
        month, day = _QUARTER_ENDS[groups["q"]]
        return date(int(groups["yyyy"]), month, day).isoformat()
    return groups.get("yyyy") or ""


def _dated(
    places: Mapping[str, int], headings: Sequence[str], vintage: str
) -> tuple[ReadFigure, ...]:
    """The figures of the file with their vintage: counts of one file are of one moment."""
    made: dict[KnownName, list[tuple[str, str]]] = {}
    for label, pattern in _HEADINGS:
        if label in places:
            heading = headings[places[label]]
            match = pattern.fullmatch(_plain(heading))
            name = _SUMS.get(label) or KnownName(label)
            made.setdefault(name, []).append((heading.strip(), _as_of(match) if match else ""))
    known = {as_of for columns in made.values() for _, as_of in columns if as_of}
    return tuple(
        ReadFigure(name, tuple(heading for heading, _ in columns),
                   _vintage_of(columns, known, vintage))
        for name, columns in made.items()
    )  # fmt: skip


def _vintage_of(columns: Sequence[tuple[str, str]], known: set[str], vintage: str) -> str:
    own = {as_of for _, as_of in columns if as_of}
    # premises have no date of their own: they are those of the fibre column beside them
    as_of = own.pop() if own else (known.copy().pop() if len(known) == 1 else vintage)
    if not as_of:
        raise StrategyError("territory_vintage_unknown", column=columns[0][0])
    if vintage and not as_of.startswith(vintage):
        raise StrategyError(
            "territory_vintage_differs", column=columns[0][0], read=as_of, typed=vintage
        )
    return as_of


def _values(
    name: str,
    rows: Rows,
    headings: Sequence[str],
    places: Mapping[str, int],
    columns: Sequence[ReadFigure],
) -> ReadFile:
    sources = {
        column.name: [headings.index(h) if h in headings else _at(headings, h)
                      for h in column.headings]
        for column in columns
    }  # fmt: skip
    values: dict[str, dict[KnownName, float | None]] = {}
    padded, refused = set(), {}
    for number, row in rows:
        code = _code(row, places)
        if not code:
            continue
        if len(code) == 4 and code.isdigit():
            code = f"0{code}"
            padded.add(code)
        found: dict[KnownName, float | None] = {}
        for each, cells in sources.items():
            try:
                found[each] = _total(row, cells)
            except ValueError as error:
                found[each] = None
                where = Where(file=name, row=number, column=headings[cells[0]].strip())
                refused[code, each] = (where, str(error))
        if values.setdefault(code, found) != found:
            raise StrategyError("territory_file_twice", name=name, row=number, value=code)
    return ReadFile(tuple(columns), values, frozenset(padded), refused)


def _at(headings: Sequence[str], wanted: str) -> int:
    return next(n for n, heading in enumerate(headings) if heading.strip() == wanted)


def _code(row: Sequence[str], places: Mapping[str, int]) -> str:
    """The code of a row that counts; empty for a delegated or associated commune."""
    if places["code"] >= len(row):
        return ""
    kind = row[places["type"]].strip().lower() if places.get("type", len(row)) < len(row) else ""
    return row[places["code"]].strip().upper() if kind in _COUNTS else ""


def _total(row: Sequence[str], cells: Sequence[int]) -> float | None:
    """The sum of the cells of a figure, None when one is unknown; ``ValueError`` with the cell."""
    total = 0.0
    for place in cells:
        text = row[place].strip() if place < len(row) else ""
        if text.lower() in _UNKNOWN:
            return None
        number = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
        if not re.fullmatch(r"\d+(\.\d+)?", number):
            raise ValueError(text[:40])
        total += float(number)
    return total
