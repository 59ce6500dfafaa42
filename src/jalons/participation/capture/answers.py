"""Answers and ideas from another platform; what says who answered is dropped as it is read.

CSV, spreadsheets, JSON and ZIP of Decidim, Cap Collectif, LimeSurvey, Framaforms, or any table.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from jalons.kernel import Where
from jalons.participation.capture.formats import (
    TABLE,
    format_of,
    formats,
    group_of,
    grouped,
    originals,
    plain_heading,
    question_title,
    role_of,
    without_markup,
)
from jalons.participation.capture.personal import personal_reason
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.exchange.columns import AnswerColumn, AnswerTable, Role
from jalons.tabular import Limits, OpenedTable, TableError, open_tables
from jalons.tabular.files.mojibake import repaired
from jalons.tabular.folding import fold
from jalons.tabular.headings import column_names, heading_line

LIMITS = Limits(bytes=20 * 2**20, expanded_bytes=100 * 2**20, rows=20_000, columns=400, sheets=20)
_MEMBERS = 200  # files of an archive
_READ = frozenset({".csv", ".json", ".xlsx", ".ods", ".xls", ".tsv", ".txt"})
_WEBFORM = frozenset({"submission details", "details de la soumission", "details de soumission",
                      "informations de soumission"})  # fmt: skip
_BOXES, _GRID = "x", 12  # the mark of a box; different answers of a grid
_ALONE = 0.3  # rows of one cell, beyond which a text has one column
_LIST = "\n"
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # no line end, no tabulation
type Checks = Callable[[Sequence[str], Iterable[Sequence[str]]], Iterable[int]]
type Grid = tuple[list[str], list[list[str]]]


def file_bytes(file: Path) -> bytes:
    """The content of a file; ``TableError`` (``file_too_big``) before it is in memory."""
    LIMITS.check_size(Where(file=file.name), file.stat().st_size)
    return file.read_bytes()


def read_answers(content: bytes, name: str, checks: Checks | None = None) -> AnswerTable:
    """The answers of a file, or of the file of an archive that has most of them.

    ``checks`` says which columns of a table are personal, beside those found here. Raises
    ``TableError`` (what the file is refused for) and ``ParticipationError``: ``exchange_users``,
    ``exchange_rows``, ``exchange_archive``, ``exchange_json``.
    """
    LIMITS.check_size(Where(file=name), len(content))
    if content[:2] == b"PK" and not _is_workbook(content):
        return _of_archive(content, name, checks)
    return _of_file(content, name, checks)


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        raise ParticipationError("exchange_cut") from None
    return "[Content_Types].xml" in names or "mimetype" in names


def _of_archive(content: bytes, name: str, checks: Checks | None) -> AnswerTable:
    """The readable file with most answers; the lists of people are not even opened."""
    found: dict[str, AnswerTable] = {}
    unread: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [each for each in archive.infolist() if not each.is_dir()][:_MEMBERS]
        LIMITS.check_expanded(Where(file=name), sum(each.file_size for each in members))
        for each in members:
            path = PurePosixPath(each.filename)
            is_list = "user" in path.stem.casefold() or path.stem.casefold().startswith("readme")
            if path.suffix.casefold() not in _READ or is_list or each.flag_bits & 1:
                unread.append(path.name)
                continue
            try:
                with archive.open(each) as member:
                    data = member.read(LIMITS.expanded_bytes + 1)
                found[path.name] = _of_file(data, path.name, checks)
            except (TableError, ParticipationError):
                unread.append(path.name)
            except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError):
                raise ParticipationError("exchange_cut") from None
    if not found:
        raise ParticipationError("exchange_archive", names=", ".join(unread[:10]))

    def worth(each: str) -> tuple[bool, bool, int]:
        known = found[each].format != TABLE
        return known, "comment" not in each.casefold(), found[each].rows

    best = max(found, key=worth)
    unread += [each for each in found if each != best]
    return replace(found[best], unread=tuple(unread))


def _of_file(content: bytes, name: str, checks: Checks | None) -> AnswerTable:
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in {b"[", b"{"}:
        return _read(_of_json(content), "", checks)
    tables = [each for each in open_tables(content, name, LIMITS) if not each.is_empty]
    if not tables:
        raise TableError("file_empty", where=Where(file=name))
    best = max(tables, key=lambda each: len(each.rows))
    rows = [[repaired(cell) for cell in row] for row in _whole(best)]
    if _is_webform(rows):
        return _of_webform(rows, checks)
    at = heading_line(rows)
    if at is None:
        raise TableError("headings_missing", where=Where(file=name))
    names, _twice = column_names(rows[at], rows[at + 1 :])
    return _read((names, rows[at + 1 :]), "", checks, _remarks(best, at))


def _whole(opened: OpenedTable) -> list[list[str]]:
    """The rows of a table; those of a text in one column, which its own commas cut, are whole."""
    rows = [row for row in opened.rows if any(row)]
    alone = sum(sum(map(bool, row)) == 1 for row in rows)
    is_one = opened.delimiter == "," and sum(map(bool, rows[0])) == 1 and alone > _ALONE * len(rows)
    return [[", ".join(filter(None, row))] for row in rows] if is_one else opened.rows


def _remarks(opened: OpenedTable, at: int) -> tuple[str, ...]:
    found = ["exchange_remark_titles"] if at else []
    if opened.encoding not in {"", "utf-8", "utf-16"}:
        found.append("exchange_remark_encoding")
    return tuple(found)


# JSON ---------------------------------------------------------------------------------------------


def _of_json(content: bytes) -> Grid:
    """Records as a table: nested keys joined with "/", as Decidim writes them in CSV."""
    try:
        decoded = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ParticipationError("exchange_json") from None
    if isinstance(decoded, dict):  # a list under one name, as APIs write it
        lists = [each for each in decoded.values() if isinstance(each, list)]
        decoded = lists[0] if len(lists) == 1 else [decoded]
    records = [each for each in decoded if isinstance(each, dict)]
    if not records:
        raise ParticipationError("exchange_json")
    rows = [dict(_flat(record, "")) for record in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > LIMITS.columns:
        raise ParticipationError("exchange_json")
    return names, [[row.get(name, "") for name in names] for row in rows]


def _flat(value: Any, key: str) -> Iterable[tuple[str, str]]:
    if key == "responses" and isinstance(value, list):
        for each in value:
            if isinstance(each, dict) and "questionTitle" in each:
                yield f"Q{each.get('questionId', '')} - {each['questionTitle']}", _response(each)
    elif isinstance(value, dict):
        for name, under in value.items():
            yield from _flat(under, f"{key}/{name}" if key else str(name))
    elif isinstance(value, list):
        yield key, _LIST.join(str(each) for each in value if not isinstance(each, dict | list))
    else:
        yield key, "" if value is None else str(value).strip()


def _response(response: Mapping[str, Any]) -> str:
    """An answer of Cap Collectif: text, or JSON with the labels chosen."""
    value = response.get("value")
    text = "" if value is None else str(value)
    if text.startswith("{"):
        try:
            found = json.loads(text)
        except ValueError:
            return text
        if isinstance(found, dict) and "labels" in found:
            return "|".join(
                map(str, [*(found["labels"] or []), *filter(None, [found.get("other")])])
            )
    return text


# Framaforms ---------------------------------------------------------------------------------------


def _is_webform(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the headings take three lines: the title, the questions with boxes, the rest."""
    if len(rows) < 3:  # noqa: PLR2004
        return False
    return fold(rows[1][0]) in _WEBFORM or format_of(rows[2]) == "framaforms"


def _of_webform(rows: Sequence[Sequence[str]], checks: Checks | None) -> AnswerTable:
    """A question with boxes has its name on the second line, over the first of its options."""
    names, body = list(rows[2]), [list(row) for row in rows[3:]]
    columns = list(zip(*body, strict=True)) if body else [() for _ in names]
    group = ""
    for place, over in enumerate(rows[1]):
        marks = {fold(cell) for cell in columns[place]} - {""}
        if place and over:
            group, boxes, seen = over, marks <= {_BOXES}, marks
        elif group and boxes and marks <= {_BOXES}:
            pass
        elif group and not boxes and marks and marks & seen and len(seen | marks) <= _GRID:
            seen |= marks
        else:
            group = ""
        if group:
            names[place] = f"{group} [{names[place]}]"
    names, _twice = column_names(names, body)
    return _read((names, body), "framaforms", checks)


# Any of them --------------------------------------------------------------------------------------


def _read(
    grid: Grid, name: str, checks: Checks | None, remarks: tuple[str, ...] = ()
) -> AnswerTable:
    """The table without its personal columns, its technical ones and the rows that do not count."""
    headings, rows = grid
    rows = [row for row in rows if any(row)]
    name = name or format_of(headings)
    if refused := formats().get(name, {}).get("refused"):
        raise ParticipationError(refused)
    if len(rows) > LIMITS.rows:
        raise ParticipationError("exchange_rows", rows=len(rows), most=LIMITS.rows)
    if not rows:
        raise ParticipationError("exchange_no_row")
    rows, skipped = _counting(headings, rows, name)
    dropped, places = _personal(headings, rows, name, checks)
    technical: list[str] = []
    columns: list[AnswerColumn] = []
    merged = originals(headings) if name == "decidim_proposals" else {}
    first = {found[0]: found for found in merged.values()}
    others = {place for found in merged.values() for place in found[1:]}
    for place in places:
        heading, role = headings[place], role_of(headings[place], name)
        if place in others or not heading:
            continue
        if role is None:
            technical.append(heading)
            continue
        cells = [_first(row, first.get(place, [place])) for row in rows]
        columns.append(_column(heading, cells, role, name))
    if name in {"limesurvey", "framaforms", TABLE}:
        columns = grouped(columns)
    elif name == "decidim_answers":
        columns = _matrices(columns)
    return AnswerTable(name, len(rows), tuple(_single(columns)), dropped, tuple(technical),
                       skipped, (), remarks)  # fmt: skip


def _first(row: Sequence[str], places: Sequence[int]) -> str:
    return next((row[place] for place in places if place < len(row) and row[place]), "")


def _column(heading: str, cells: Sequence[str], role: Role, name: str) -> AnswerColumn:
    texts = tuple(without_markup(_UNSEEN.sub("", cell).strip()) for cell in cells)
    lines = [line for text in texts for line in text.split(_LIST) if line]
    lists = role is Role.NONE and name != TABLE and any(_LIST in text for text in texts)
    again = lists and len(set(lists)) * 3 <= len(lists)
    return AnswerColumn(question_title(heading, name), texts, role, several=again)


def _single(columns: Sequence[AnswerColumn]) -> list[AnswerColumn]:
    """The columns, one at most for each role: the first that says something."""
    best: dict[Role, AnswerColumn] = {}
    for each in columns:
        if each.role and (each.role not in best or not any(set(best[each.role].cells) - {"", "0"})):
            best[each.role] = each
    return [each for each in columns if not each.role or best[each.role] is each]


def _matrices(columns: Sequence[AnswerColumn]) -> list[AnswerColumn]:
    """The columns of Decidim « 2. Question/Line », and lists whose empty places are left out."""
    counts = Counter(each.title.partition("/")[0] for each in columns if "/" in each.title)
    found: list[AnswerColumn] = []
    for each in columns:
        cells = each.cells
        question, _slash, line = each.title.partition("/")
        if line and counts[question] > 1:
            cells = tuple(", ".join(filter(None, cell.split(", "))).strip(", ") for cell in cells)
            found += group_of(question, [(line, cells)])
        else:
            found.append(each)
    return found


def _counting(
    headings: Sequence[str], rows: list[list[str]], name: str
) -> tuple[list[list[str]], dict[str, int]]:
    """The rows that count: neither withdrawn by their authors, nor drafts, nor unfinished."""
    rules = formats().get(name, {}).get("skip", {})
    places = {plain_heading(each): at for at, each in enumerate(headings)}
    skipped: Counter[str] = Counter()
    found = []
    for row in rows:
        reasons = (
            reason
            for heading, values in rules.items() if heading in places
            for reason, words in values.items()
            if (row[places[heading]] if places[heading] < len(row) else "").casefold() in words
        )  # fmt: skip
        if reason := next(reasons, ""):
            skipped[reason] += 1
        else:
            found.append(row)
    return found, dict(skipped)


def _personal(
    headings: Sequence[str], rows: Sequence[Sequence[str]], name: str, checks: Checks | None
) -> tuple[dict[str, str], list[int]]:
    """The personal headings with the reasons, and the places of the other columns."""
    dropped: dict[str, str] = {}
    places = []
    said = set(checks(headings, rows)) if checks else set()
    for place, heading in enumerate(headings):
        cells = [row[place] if place < len(row) else "" for row in rows]
        if role_of(heading, name):
            places.append(place)
        elif (reason := personal_reason(heading, cells)) or place in said:
            dropped[heading] = reason or "names"
        elif heading or any(cells):
            places.append(place)
    return dropped, places
