"""Boards and tables exported as JSON into sheets: a board of Trello, the records of Grist."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from jalons.strategy.engine.plan_files.vocabulary import field_of

type Rows = tuple[tuple[str, ...], ...]

TRELLO = ("Card ID", "Card Name", "Card URL", "Card Description", "Labels", "Members",
          "Start Date", "Due Date", "Due Complete", "Checklist Items", "List Name",
          "Archived")  # fmt: skip
_DAYS = frozenset({"start", "end", "period"})
_OLD = 315_532_800  # seconds: 1980, under which a number is no day of a plan


def rows_of_json(text: str) -> Rows | None:
    """The rows of a Trello board or of Grist records; None when the JSON is neither.

    Raises ``ValueError`` for a text that is no JSON.
    """
    content = json.loads(text)
    if not isinstance(content, dict):
        return None
    if isinstance(content.get("cards"), list) and isinstance(content.get("lists"), list):
        return _trello(content)
    records = content.get("records")
    if isinstance(records, list) and all(_is_record(record) for record in records):
        return _grist(records)
    return None


# Trello -------------------------------------------------------------------------------------------


def _trello(board: Mapping[str, Any]) -> Rows:
    lists = _by_id(board, "lists")
    members = _by_id(board, "members")
    steps: dict[str, list[str]] = {}
    for checklist in _objects(board.get("checklists")):
        for item in _objects(checklist.get("checkItems")):
            done = " : réalisé" if item.get("state") == "complete" else ""
            steps.setdefault(_text(checklist.get("idCard")), []).append(
                _text(item.get("name")) + done
            )
    rows = [TRELLO]
    for card in _objects(board.get("cards")):
        column = lists.get(_text(card.get("idList")), {})
        names = [members.get(_text(each), {}) for each in card.get("idMembers") or ()]
        rows.append(
            (
                _text(card.get("id")),
                _text(card.get("name")),
                _text(card.get("shortUrl")),
                _text(card.get("desc")),
                ", ".join(_label(each) for each in _objects(card.get("labels"))),
                ", ".join(_text(name.get("fullName") or name.get("username")) for name in names),
                _text(card.get("start")),
                _text(card.get("due")),
                _text(card.get("dueComplete")),
                "\n".join(steps.get(_text(card.get("id")), ())),
                _text(column.get("name")),
                _text(bool(card.get("closed")) or bool(column.get("closed"))),
            )
        )
    return tuple(rows)


def _by_id(board: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    return {_text(each.get("id")): each for each in _objects(board.get(name))}


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _label(label: Mapping[str, Any]) -> str:
    return _text(label.get("name") or label.get("color"))


# Grist --------------------------------------------------------------------------------------------


def _is_record(each: object) -> bool:
    return isinstance(each, dict) and isinstance(each.get("fields"), dict)


def _grist(records: Sequence[Mapping[str, Any]]) -> Rows:
    names = list(dict.fromkeys(name for record in records for name in record["fields"]))
    shown = [name for name in names if not name.startswith("gristHelper_")]
    heads = ("Grist ID", *(name.replace("_", " ") for name in shown))
    return (heads, *(_record(record, shown) for record in records))


def _record(record: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    fields = record["fields"]
    return (_text(record.get("id")), *(_grist_cell(name, fields.get(name)) for name in names))


def _grist_cell(name: str, value: object) -> str:
    """A cell: a list starts with "L", a day with "d", or is seconds under a heading of days."""
    if isinstance(value, list):
        head, *rest = value or [""]
        if head in {"d", "D"} and rest and isinstance(rest[0], int | float):
            return _day(rest[0])
        return "\n".join(_text(each) for each in (rest if head == "L" else value))
    is_day = field_of(name.replace("_", " ")) in _DAYS
    if is_day and isinstance(value, int | float) and not isinstance(value, bool) and value > _OLD:
        return _day(value)
    return _text(value)


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()
