"""The referential as a workbook, for people who write in a spreadsheet, and back to TOML.

A sheet per kind of entry, a row per entry, a column per key (``text.fr``). Lists are written with
semicolons, true and false as oui and non. Reading refuses a mistake at its sheet, row and column.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import tomli_w

from jalons.kernel import Where
from jalons.strategy.engine.catalogue import Catalogue, FileError, Manifesto, StrategyError
from jalons.strategy.engine.diagnosis.referential import Referential
from jalons.strategy.store.referential import HEAD, build_referential, file_names
from jalons.strategy.store.tables import Table
from jalons.tabular import DEFAULT_LIMITS, open_tables, refusals_as

KEY, VALUE = "clé", "valeur"
LISTS = frozenset(
    {"frameworks", "questions", "answers", "indicators", "duties", "replaces", "decree", "requires"}
)
NOTHING = "aucune"  # an empty list, which an empty cell does not say
NUMBERS = frozenset({"weight", "factor"})
WHOLES = frozenset({"commitment", "population"})
FLAGS = frozenset({"verified"})
DATES = frozenset({"released", "published", "opened"})
BOTH = ("fr", "en")


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}.{language}" for name in names for language in BOTH)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the key of its entries in their parent, and its columns.

    The first column names the entry, or its parent when entries have no name of their own.
    """

    name: str
    under: str
    columns: tuple[str, ...]


HEADING = "Référentiel"
COMMITMENTS = Sheet("Engagements", "", ("commitment", "weight"))
MILESTONES = Sheet("Jalons", "milestone", ("id", *_both("title", "reached_when"), "requires"))
QUESTIONS = Sheet(
    "Questions",
    "question",
    ("id", "weight", *_both("text", "help"), "measured.indicator", "measured.done_when"),
)
PARTS = (
    Sheet("Règles", "rule", ("question", "when", "then", "factor", *_both("because"))),
    Sheet("Correspondances", "crosswalk", ("question", "framework", "number", "verified")),
    Sheet("Reprises", "replaces", ("question", "id", "weight")),
)
ACTIONS = Sheet(
    "Actions",
    "action",
    (
        "id",
        "milestone",
        *_both("title", "summary"),
        "effort",
        "cost",
        "reach",
        *_both("reach_why"),
        "when",
        "village.effort",
        "village.cost",
        "metropole.effort",
        "metropole.cost",
        "verified",
        "answers",
        "indicators",
        "duties",
        "replaces",
        "decree",
        *_both("legal_basis"),
        "legal_basis.verified",
        "legal_basis.opened",
        "legal_basis.link",
    ),
)
ACTION_PARTS = (
    Sheet("Étapes", "steps", ("action", *BOTH)),
    Sheet("Étapes d’un village", "village_steps", ("action", *BOTH)),
    Sheet("Exemples", "example", ("action", *BOTH, "source", "by", "verified")),
)
SHEETS = (COMMITMENTS, MILESTONES, QUESTIONS, *PARTS, ACTIONS, *ACTION_PARTS)


def write_workbook(folder: Path | Traversable) -> bytes:
    """The XLSX of the TOML files of a folder, complete except for their comments."""
    import xlsxwriter  # only when a workbook is written

    files = {
        name: tomllib.loads((folder / name).read_text(encoding="utf-8"))
        for name in file_names(folder)
    }
    rows: dict[str, list[Mapping[str, Any]]] = {sheet.name: [] for sheet in SHEETS}
    for name, content in files.items():
        if name.startswith("commitment-"):
            _add_commitment(content, rows)
        elif name.startswith("actions-"):
            for action in content["action"]:
                _add_entry(action, ACTIONS, ACTION_PARTS, rows, parent="action")
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        head = book.add_worksheet(HEADING)
        for rank, line in enumerate([(KEY, VALUE), *_flat(files[HEAD])]):
            head.write_row(rank, 0, [_cell(each) for each in line])
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, sheet.columns, bold)
            page.freeze_panes(1, 1)
            for rank, row in enumerate(rows[sheet.name], start=1):
                page.write_row(rank, 0, [_cell(row.get(column)) for column in sheet.columns])
    return stream.getvalue()


def read_workbook(
    content: bytes, name: str, manifesto: Manifesto, catalogue: Catalogue
) -> tuple[Referential, dict[str, str]]:
    """The referential of a workbook, and the TOML text of each of its files.

    Raises ``StrategyError`` at its sheet, row and column: unknown sheet or column, entry without
    its parent, and all that :func:`read_referential` refuses.
    """
    with refusals_as(FileError):
        tables = {table.name: table.rows for table in open_tables(content, name, DEFAULT_LIMITS)}
    book = _Book(name, tables)
    files = {HEAD: book.head()} | book.commitments() | book.actions()
    entries = {file: Table(book, found, f"{file}#") for file, found in files.items()}
    referential = build_referential(entries, manifesto, catalogue)
    return referential, {file: tomli_w.dumps(entries) for file, entries in files.items()}


def _add_commitment(content: Mapping[str, Any], rows: dict[str, list[Mapping[str, Any]]]) -> None:
    rows[COMMITMENTS.name].append(content)
    for milestone in content["milestone"]:
        rows[MILESTONES.name].append(dict(_flat(milestone)))
        for question in milestone["question"]:
            _add_entry(question, QUESTIONS, PARTS, rows, parent="question")
            for detail in question.get("detail", []):
                _add_entry(detail, QUESTIONS, PARTS, rows, parent="question")


def _add_entry(
    entry: Mapping[str, Any],
    sheet: Sheet,
    parts: Sequence[Sheet],
    rows: dict[str, list[Mapping[str, Any]]],
    *,
    parent: str,
) -> None:
    rows[sheet.name].append(dict(_flat(entry)))
    for part in parts:
        for each in entry.get(part.under, []):
            rows[part.name].append({parent: entry["id"], **dict(_flat(each))})


def _flat(entry: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a table under their dotted keys, the tables of a list left out."""
    for key, value in entry.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        elif not (isinstance(value, list) and value and isinstance(value[0], Mapping)):
            yield f"{prefix}{key}", value


def _cell(value: Any) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return "; ".join(map(str, value)) or NOTHING
    return value.isoformat() if isinstance(value, date) else value


@dataclass
class _Book:
    """A workbook being read: its sheets, and where each entry came from."""

    name: str
    _tables: Mapping[str, list[list[str]]]
    _places: dict[str, Where] = field(default_factory=dict)

    def place(self, entry: str) -> Where:
        """The sheet, row and column of an entry: those of the longest part of it that is known."""
        parts = re.split(r"(?=[.\[])", entry)
        for length in range(len(parts), 0, -1):
            known = self._places.get("".join(parts[:length]))
            if known:
                key = "".join(parts[length:]).lstrip(".")
                return Where(known.file, known.sheet, known.row, key)
        return Where(file=self.name)

    def head(self) -> dict[str, Any]:
        """The content of ``referential.toml``."""
        root: dict[str, Any] = {}
        for rank, row in self._rows(HEADING, (KEY, VALUE)):
            self._put(root, row[KEY], row[VALUE], HEADING, rank)
            self._places[f"{HEAD}#{row[KEY]}"] = Where(self.name, HEADING, rank)
        return root

    def commitments(self) -> dict[str, dict[str, Any]]:
        """The content of each ``commitment-N.toml``."""
        files: dict[str, dict[str, Any]] = {}
        for rank, row in self._rows(COMMITMENTS.name, COMMITMENTS.columns):
            entry = self._entry(row, COMMITMENTS, rank)
            number = str(entry.get("commitment"))
            files[number] = entry
            self._places[f"commitment-{number}.toml#"] = Where(self.name, COMMITMENTS.name, rank)
        roots = {number: (f"commitment-{number}.toml#", entry) for number, entry in files.items()}
        milestones = self._attach(MILESTONES, roots, _before_dot)
        questions = self._attach(QUESTIONS, milestones, _before_dot, details=True)
        for part in PARTS:
            self._attach(part, questions, None)
        return {f"commitment-{number}.toml": entry for number, entry in files.items()}

    def actions(self) -> dict[str, dict[str, Any]]:
        """The content of each ``actions-N.toml``."""
        files: dict[str, dict[str, Any]] = {}
        for rank, row in self._rows(ACTIONS.name, ACTIONS.columns):
            number = row["id"].partition("-")[0]
            files.setdefault(number, {"commitment": int(number) if number.isdigit() else 0})
            self._places.setdefault(f"actions-{number}.toml#", Where(self.name, ACTIONS.name, rank))
        roots = {number: (f"actions-{number}.toml#", entry) for number, entry in files.items()}
        actions = self._attach(ACTIONS, roots, lambda name: name.partition("-")[0])
        for part in ACTION_PARTS:
            self._attach(part, actions, None)
        return {f"actions-{number}.toml": entry for number, entry in files.items()}

    def _attach(
        self,
        sheet: Sheet,
        parents: Mapping[str, tuple[str, dict[str, Any]]],
        parent_of: Any,
        *,
        details: bool = False,
    ) -> dict[str, tuple[str, dict[str, Any]]]:
        """Attach the entries of a sheet to their parents; returns each with its path, by id."""
        found: dict[str, tuple[str, dict[str, Any]]] = {}
        first = sheet.columns[0]
        for rank, row in self._rows(sheet.name, sheet.columns):
            entry = self._entry(row, sheet, rank)
            name = str(entry.get(first, ""))
            parent = parent_of(name) if parent_of else str(entry.pop(first, ""))
            is_detail = details and parent in found
            owned_by = found.get(parent) if is_detail else parents.get(parent)
            if owned_by is None:
                where = Where(self.name, sheet.name, rank, first)
                raise StrategyError(
                    "workbook_orphan", where=where, sheet=sheet.name, row=rank, entry=parent or name
                )
            path, owner = owned_by
            under = "detail" if is_detail else sheet.under
            siblings = owner.setdefault(under, [])
            siblings.append(entry)
            full = f"{path}{under}[{len(siblings) - 1}]"
            self._places[full] = Where(self.name, sheet.name, rank)
            found[name] = (f"{full}.", entry)
        return found

    def _entry(self, row: Mapping[str, str], sheet: Sheet, rank: int) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        for column, text in row.items():
            if text:
                self._put(entry, column, text, sheet.name, rank)
        return entry

    def _put(self, entry: dict[str, Any], key: str, text: str, sheet: str, rank: int) -> None:
        """Put a cell at its dotted key, with the type of that key."""
        *parents, last = key.split(".")
        for parent in parents:
            entry = entry.setdefault(parent, {})
        try:
            entry[last] = _typed(last, text)
        except ValueError as error:
            where = Where(self.name, sheet, rank, key)
            raise StrategyError(
                "workbook_value", where=where, sheet=sheet, row=rank, column=key, value=text
            ) from error

    def _rows(self, sheet: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of a sheet that are not empty, numbered as a spreadsheet shows them."""
        lines = self._tables.get(sheet)
        if lines is None:
            raise StrategyError(
                "workbook_sheet", where=Where(self.name, sheet), file=self.name, sheet=sheet
            )
        headings = [each for each in lines[0] if each] if lines else []
        for heading in headings:
            if heading not in columns:
                where = Where(self.name, sheet, 1, heading)
                raise StrategyError("workbook_column", where=where, sheet=sheet, column=heading)
        for rank, line in enumerate(lines[1:], start=2):
            row = dict(zip(headings, line, strict=False))
            if any(row.values()):
                yield rank, {column: row.get(column, "") for column in columns}


def _before_dot(name: str) -> str:
    return name.rpartition(".")[0]


def _typed(key: str, text: str) -> Any:
    """The value of a cell for a key; ``ValueError`` for what is not of its type."""
    if key in LISTS:
        names = "" if text.lower() == NOTHING else text
        return [each.strip() for each in names.split(";") if each.strip()]
    if key in FLAGS:
        return _flag(text)
    if key in DATES:
        return date.fromisoformat(text[:10])
    if key in WHOLES:
        return int(float(text))
    if key in NUMBERS:
        return float(text.replace(",", "."))
    return text


def _flag(text: str) -> bool:
    if text.lower() not in {"oui", "non"}:
        raise ValueError(text)
    return text.lower() == "oui"
