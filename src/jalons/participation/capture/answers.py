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
from jalons.participation.capture import formats
from jalons.participation.capture.formats import TABLE, plain_heading
from jalons.participation.capture.personal import personal_reason
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.exchange.columns import AnswerColumn, AnswerTable, Role
from jalons.tabular import FileKind, Limits, OpenedTable, TableError, file_kind, open_tables
from jalons.tabular.files.kinds import is_readable
from jalons.tabular.files.mojibake import repaired
from jalons.tabular.folding import fold
from jalons.tabular.headings import column_names, heading_line

LIMITS = Limits(bytes=20 * 2**20, expanded_bytes=100 * 2**20, rows=20_000, columns=400, sheets=20)
_HEADINGS, _BOX, _GRID = 3, "x", 12  # lines of Framaforms; mark of a box; answers of a grid
_WEBFORM = frozenset({"submission details", "details de la soumission", "details de soumission"})
_ALONE = 0.3  # rows of one cell, beyond which a text has one column
_LIST = "\n"
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # no line end, no tabulation
type Checks = Callable[[Sequence[str], Iterable[Sequence[str]]], Iterable[int]]
type Rows = Sequence[Sequence[str]]


def file_bytes(file: Path) -> bytes:
    """The content of a file; ``TableError`` (``file_too_big``) before it is in memory."""
    LIMITS.check_size(Where(file=file.name), file.stat().st_size)
    return file.read_bytes()


def read_answers(content: bytes, name: str, checks: Checks | None = None) -> AnswerTable:
    """The answers of a file, or of the file of an archive that has most of them.

    ``checks`` says which columns of a table are personal, beside those found here. Raises
    ``TableError`` (what the file is refused for) and ``ParticipationError``: ``exchange_users``,
    ``_headings``, ``_rows``, ``_no_row``, ``_archive``, ``_cut``, ``_json``.
    """
    where = Where(file=name)
    try:
        kind = file_kind(content, where, LIMITS)
    except TableError as error:
        if error.code != "file_damaged":
            raise
        raise ParticipationError("exchange_cut") from None
    match kind:
        case FileKind.ARCHIVE:
            return _of_archive(content, checks)
        case FileKind.JSON:
            return _read(*_of_json(content), checks)
    tables = [each for each in open_tables(content, name, LIMITS) if not each.is_empty]
    if not tables:
        raise TableError("file_empty", where=where)
    rows = _whole(max(tables, key=lambda each: len(each.rows)))
    if len(rows) >= _HEADINGS and (
        fold(rows[1][0]) in _WEBFORM or formats.format_of(rows[2]) == "framaforms"
    ):
        return _read(*_of_webform(rows), checks)
    at = heading_line(rows) or 0
    names, _twice = column_names(formats.without_codes(rows[at]), rows[at + 1 :])
    found = _read(names, rows[at + 1 :], checks)
    return replace(found, remarks=("exchange_remark_titles",)) if at else found


def _of_archive(content: bytes, checks: Checks | None) -> AnswerTable:
    """The readable file with most answers; the lists of people are not even opened."""
    found: dict[str, AnswerTable] = {}
    unread: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for each in archive.infolist():
            path = PurePosixPath(each.filename)
            if "user" in path.stem.casefold() or not is_readable(each.filename):
                unread += [path.name] if path.suffix else []
                continue
            try:
                found[path.name] = read_answers(archive.read(each), path.name, checks)
            except (TableError, ParticipationError, RuntimeError):  # the last: it has a password
                unread.append(path.name)
            except (zipfile.BadZipFile, OSError, EOFError):
                raise ParticipationError("exchange_cut") from None
    if not found:
        raise ParticipationError("exchange_archive", names=", ".join(unread[:10]))

    def worth(name: str) -> tuple[bool, bool, int]:
        return found[name].format != TABLE, "comment" not in name.casefold(), found[name].rows

    best = max(found, key=worth)
    return replace(found[best], unread=(*unread, *(each for each in found if each != best)))


def _whole(opened: OpenedTable) -> list[list[str]]:
    """The rows of a table; those of a text in one column, which its own commas cut, are whole."""
    rows = [[repaired(cell) for cell in row] for row in opened.rows if any(row)]
    alone = sum(sum(map(bool, row)) == 1 for row in rows)
    is_one = opened.delimiter == "," and sum(map(bool, rows[0])) == 1 and alone > _ALONE * len(rows)
    return [[", ".join(filter(None, row))] for row in rows] if is_one else rows


def _of_json(content: bytes) -> tuple[list[str], Rows]:
    """Records as a table: nested keys joined with "/", as Decidim writes them in CSV."""
    try:
        decoded = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ParticipationError("exchange_json") from None
    if isinstance(decoded, dict):  # a list under one name, as APIs write it
        decoded = next((each for each in decoded.values() if isinstance(each, list)), [])
    rows = [dict(_flat(record, "")) for record in decoded if isinstance(record, dict)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not 0 < len(names) <= LIMITS.columns:
        raise ParticipationError("exchange_json")
    return names, [[row.get(name, "") for name in names] for row in rows]


def _flat(value: Any, key: str) -> Iterable[tuple[str, str]]:
    if key == "responses" and isinstance(value, list):
        answers = (each for each in value if isinstance(each, dict) and "questionTitle" in each)
        for each in answers:
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
    text = str(response.get("value") or "")
    try:
        found = json.loads(text) if text.startswith("{") else {}
    except ValueError:
        found = {}
    if isinstance(found, dict) and "labels" in found:
        return "|".join(map(str, filter(None, [*(found["labels"] or ()), found.get("other")])))
    return text


def _of_webform(rows: Rows) -> tuple[list[str], Rows]:
    """A question with boxes has its name on the second line, over the first of its options."""
    names, body = list(rows[2]), rows[3:]
    group, seen = "", set[str]()
    for place, over in enumerate(rows[1]):
        marks = {fold(row[place]) for row in body} - {""}
        if place and over:
            group, seen = over, marks
        elif not (marks <= {_BOX} if seen <= {_BOX} else marks & seen and len(seen) <= _GRID):
            group = ""
        if group:
            seen |= marks
            names[place] = f"{group} [{names[place]}]"
    return column_names(names, body)[0], body


def _refuse_values(headings: Iterable[str]) -> None:
    """Refuse a table whose first line has answers: nothing of them may be taken for a question."""
    reasons = {personal_reason("", [heading]) for heading in headings}
    if reasons - {"", "hashes"}:
        raise ParticipationError("exchange_headings")


def _read(headings: Sequence[str], lines: Rows, checks: Checks | None) -> AnswerTable:
    """The table without its personal columns, its technical ones and the rows that do not count."""
    rows = [[*row, *[""] * (len(headings) - len(row))] for row in lines if any(row)]
    name = formats.format_of(headings)
    _refuse_values(headings)
    if refused := formats.known_formats().get(name, {}).get("refused"):
        raise ParticipationError(refused)
    if len(rows) > LIMITS.rows:
        raise ParticipationError("exchange_rows", rows=len(rows), most=LIMITS.rows)
    if not rows:
        raise ParticipationError("exchange_no_row")
    rows, skipped = _counting(headings, rows, name)
    dropped, places = _personal(headings, rows, name, checks)
    same = formats.originals(headings)
    others = {place for found in same.values() for place in found[1:]}
    roles = {place: formats.role_of(headings[place], name) for place in places}
    columns = []
    for place, role in roles.items():
        if role is not None and place not in others:
            texts = same.get(place, [place])
            cells = [next((row[at] for at in texts if row[at]), "") for row in rows]
            columns.append(_column(headings[place], cells, role, name))
    columns = formats.grouped(columns)
    technical = tuple(headings[place] for place, role in roles.items() if role is None)
    return AnswerTable(name, len(rows), tuple(_single(columns)), dropped, technical, skipped)


def _column(heading: str, cells: Sequence[str], role: Role, name: str) -> AnswerColumn:
    texts = tuple(formats.without_markup(_UNSEEN.sub("", cell)).strip() for cell in cells)
    lines = [line for text in texts for line in text.split(_LIST) if line]
    lists = not role and name != TABLE and any(_LIST in text for text in texts)
    again = lists and len(set(lines)) * 3 <= len(lines)
    return AnswerColumn(formats.question_title(heading, name), texts, role, several=again)


def _single(columns: Sequence[AnswerColumn]) -> list[AnswerColumn]:
    """The columns, one at most for each role: the first that says something."""
    best: dict[Role, AnswerColumn] = {}
    for each in columns:
        if each.role and not any(set(getattr(best.get(each.role), "cells", ())) - {"", "0"}):
            best[each.role] = each
    return [each for each in columns if not each.role or best[each.role] is each]


def _counting(
    headings: Sequence[str], rows: list[list[str]], name: str
) -> tuple[list[list[str]], dict[str, int]]:
    """The rows that count: neither withdrawn by their authors, nor drafts, nor unfinished."""
    places = {plain_heading(each): at for at, each in enumerate(headings)}
    rules = [
        (places[heading], reason, set(words))
        for heading, values in formats.known_formats().get(name, {}).get("skip", {}).items()
        for reason, words in values.items() if heading in places
    ]  # fmt: skip
    reasons = [
        next((reason for at, reason, words in rules if row[at].casefold() in words), "")
        for row in rows
    ]
    counting = [row for row, reason in zip(rows, reasons, strict=True) if not reason]
    return counting, dict(Counter(filter(None, reasons)))


def _personal(
    headings: Sequence[str], rows: Rows, name: str, checks: Checks | None
) -> tuple[dict[str, str], list[int]]:
    """The personal headings with the reasons, and the places of the other columns."""
    dropped: dict[str, str] = {}
    places = []
    said = set(checks(headings, rows)) if checks else set()
    for place, heading in enumerate(headings):
        reason = "" if formats.role_of(heading, name) else (
            personal_reason(heading, [row[place] for row in rows]) or "names" * (place in said)
        )  # fmt: skip
        if reason:
            dropped[heading] = reason
        elif heading:
            places.append(place)
    return dropped, places
