"""Refusals and notices as the JSON stored with a file."""

from __future__ import annotations

from typing import Any

from jalons.footprint.engine.inventory.line import FileError, FootprintError, Notice
from jalons.kernel import Messages, Where


def problem_json(error: FootprintError) -> dict[str, Any]:
    """A refusal as JSON values: its code, its place and the values of the case."""
    return {"code": error.code, "where": _where(error.where), "params": _jsonable(error.params)}


def error_of(content: dict[str, Any]) -> FootprintError:
    where = Where(**content["where"]) if content["where"] else None
    of_file = content["code"] in Messages.of(FileError.package).codes()
    kind = FileError if of_file else FootprintError
    return kind(content["code"], where=where, **content["params"])


def notice_json(notice: Notice) -> dict[str, Any]:
    return {"code": notice.code, "where": _where(notice.where), "params": _jsonable(notice.params)}


def notice_of(content: dict[str, Any]) -> Notice:
    where = Where(**content["where"]) if content["where"] else None
    return Notice(content["code"], where, content["params"])


def _where(where: Where | None) -> dict[str, Any] | None:
    if where is None:
        return None
    return {"file": where.file, "sheet": where.sheet, "row": where.row, "column": where.column}


def _jsonable(params: Any) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | float | bool | None) else str(value)
        for name, value in params.items()
    }
