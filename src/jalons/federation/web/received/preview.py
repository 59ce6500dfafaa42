"""What a file says, for a person: facts, first rows, text; and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import lang, number_words
from jalons.kernel import JalonsError, Where
from jalons.kernel.errors import Messages
from jalons.tabular import DEFAULT_LIMITS
from jalons.tabular.files.delimited import read_delimited

MOST_BYTES = 1_000_000  # a larger file is saved, not shown
MOST_FACTS, MOST_ROWS, MOST_COLUMNS, MOST_TEXT, MOST_CELL = 40, 15, 8, 4_000, 300
MOST_CHANGES, DEEPEST, STEP = 30, 6, " › "
EMPTY: tuple[Any, ...] = (None, "", [], {})
JSON, TEXT = frozenset({".json", ".jsonld"}), frozenset({".md", ".txt", ".ttl", ".xml", ".atom"})


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown of a file: a table, a text or its parts, and what is not shown.

    ``parts`` are headings and texts, as the room that knows its kind reads it.
    """

    table: Table | None = None
    text: str = ""
    note: str = ""
    parts: tuple[tuple[str, str], ...] = ()


def preview(path: str, content: bytes | None) -> Preview:
    """What a person sees of a file, by its ending; its note says why when it is not shown.

    None is a file larger than ``MOST_BYTES``.
    """
    ending = PurePosixPath(path).suffix.lower()
    if content is None:
        return Preview(note=_("The file is too large to be shown here: save it to open it."))
    try:
        if ending in JSON:
            return _facts(content)
        if ending == ".csv":
            return _rows(content)
        if ending in TEXT:
            return _text(content.decode("utf-8-sig"))
    except (msgspec.DecodeError, JalonsError, UnicodeDecodeError, RecursionError):
        return Preview(note=_("The file cannot be shown: save it to open it."))
    return Preview(note=_("A file of this kind is not shown here: save it to open it."))


def _facts(content: bytes) -> Preview:
    leaves = [each for each in leaves_of(msgspec.json.decode(content)) if each[1] not in EMPTY]
    rows = tuple((_named(name), _shown(value, name)) for name, value in leaves[:MOST_FACTS])
    columns = (Column(_("Field")), Column(_("Value")))
    table = Table(_("What the file says"), columns, rows, note=_rest(len(leaves) - MOST_FACTS))
    return Preview(table if rows else None)


def _rows(content: bytes) -> Preview:
    rows = [row for row in read_delimited(content, Where(), DEFAULT_LIMITS, otherwise=";").rows
            if any(row)]  # fmt: skip
    if not rows:
        return Preview(note=_("The file is empty."))
    width = min(max(map(len, rows)), MOST_COLUMNS)

    def cells(row: list[str]) -> tuple[str, ...]:
        return tuple(_shown(cell) for cell in [*row, *[""] * width][:width])

    heading, shown = cells(list(rows[0])), rows[1 : MOST_ROWS + 1]
    table = Table(
        _("First rows"), tuple(Column(each) for each in heading),
        tuple(cells(list(row)) for row in shown), note=_rest(len(rows) - 1 - MOST_ROWS),
    )  # fmt: skip
    return Preview(table)


def _text(text: str) -> Preview:
    note = _("The end of the file is not shown.") if len(text) > MOST_TEXT else ""
    return Preview(text=text[:MOST_TEXT], note=note)


def leaves_of(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The texts and numbers of a JSON value, each with the path to it."""
    is_branch = isinstance(value, dict | list) and value
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        yield name, " · ".join(map(_shown, value))
        return
    if not is_branch or depth >= DEEPEST:
        yield name, msgspec.json.encode(value).decode() if is_branch else value
        return
    pairs = value.items() if isinstance(value, dict) else enumerate(value, 1)
    for key, inner in pairs:
        yield from leaves_of(inner, f"{name}{STEP}{key}" if name else str(key), depth + 1)


def _named(name: str) -> str:
    """The path to a value, the fields of our own schemas in words."""
    return STEP.join(_words("field", part) for part in name.split(STEP)) or "–"


def _words(group: str, code: str) -> str:
    return Messages.of("jalons.federation").text(f"{group}.{code}", lang(), missing=code)


def _shown(value: Any, name: str = "") -> str:
    if name == "subject":
        return _words(name, str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number_words(value)
    text = str(value) if value not in EMPTY else "–"
    return text if len(text) <= MOST_CELL else f"{text[:MOST_CELL]}…"


def _rest(count: int) -> str:
    return _("And others: %(count)s.") % {"count": number_words(count)} if count > 0 else ""


def changes(path: str, before: bytes, after: bytes) -> Table | None:
    """What differs between two versions of a file; None when they cannot be compared."""
    ending = PurePosixPath(path).suffix.lower()
    try:
        if ending in JSON:
            rows = _changed_facts(*(dict(leaves_of(msgspec.json.decode(each)))
                                    for each in (before, after)))  # fmt: skip
        elif ending == ".csv" or ending in TEXT:
            rows = _changed_lines(*(each.decode("utf-8-sig").splitlines()
                                    for each in (before, after)))  # fmt: skip
        else:
            return None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return _changed(rows)


def changed_parts(
    before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]
) -> Table | None:
    """What differs between two versions, by the headings under which a room shows them."""
    old, new = dict(before), dict(after)
    rows = [(name, old.get(name, "–"), new.get(name, "–"))
            for name in {**old, **new} if old.get(name) != new.get(name)]  # fmt: skip
    return _changed(rows) if rows else None


def _changed(rows: list[tuple[str, str, str]]) -> Table:
    columns = (Column(_("Where")), Column(_("Before")), Column(_("Now")))
    note = _rest(len(rows) - MOST_CHANGES)
    return Table(
        _("What changed since you used it"), columns, tuple(rows[:MOST_CHANGES]), note=note
    )


def _changed_facts(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(_named(name), _shown(before.get(name), name), _shown(after.get(name), name))
            for name in {**before, **after} if before.get(name) != after.get(name)]  # fmt: skip


def _changed_lines(before: list[str], after: list[str]) -> list[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > MOST_TEXT)
    return [
        (_("line %(number)s") % {"number": number_words(old + 1)},
         _shown(" ⏎ ".join(before[old:old_end])), _shown(" ⏎ ".join(after[new:new_end])))
        for tag, old, old_end, new, new_end in matcher.get_opcodes() if tag != "equal"
    ]  # fmt: skip


def kind_words(name: str) -> str:
    """A kind of files, in the language of the page."""
    from jalons.federation.store.rules import kind_label

    return kind_label(name, lang())
