"""JSON and XML files as sheets: agents' inventories, PCR-SI requests, lists of plain objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jalons.footprint.engine.inventory.line import FootprintError, Notice
from jalons.footprint.engine.reading.formats.agent import agent_records, is_agent_document
from jalons.footprint.engine.reading.formats.pcr_si import is_pcr_si, pcr_si_records
from jalons.footprint.engine.reading.formats.records import sheet_of_records, text_of
from jalons.footprint.engine.reading.formats.sheet import Sheet, frame_of
from jalons.footprint.engine.reading.formats.xml_tree import read_xml
from jalons.kernel import Where
from jalons.tabular import FileKind, Limits
from jalons.tabular.files.delimited import decode

_LISTS_DEEPEST = 3
_NAMES = ("name", "label", "title", "formatted", "date", "value")


def read_structured(content: bytes, kind: FileKind, where: Where, limits: Limits) -> list[Sheet]:
    """The sheets of a JSON or XML text; ``FootprintError`` says why there is none."""
    return sheets_of_values(values_of(content, kind, where), where, limits)


def values_of(content: bytes, kind: FileKind, where: Where) -> list[Any]:
    """The values of a text: those of its list, one per line, or an XML text's machines."""
    if kind is FileKind.JSON:
        return _parse(decode(content, where).text, where)
    documents = list(_documents(read_xml(content, where)))
    if not documents:
        raise FootprintError("file_xml", where=where)
    return documents


def sheets_of_values(values: Sequence[Any], where: Where, limits: Limits) -> list[Sheet]:
    """The sheets of values read from JSON: agents' machines together, then requests and lists."""
    documents = [value for value in values if is_agent_document(value)]
    sheets = [_of_agents(documents, where, limits)] if documents else []
    others = [value for value in values if not is_agent_document(value)]
    plain = [value for value in others if isinstance(value, Mapping) and not is_pcr_si(value)]
    for request in (value for value in others if is_pcr_si(value)):
        records, notices = pcr_si_records(request, where)
        sheets.append(sheet_of_records(records, "", where, limits, notices))
    if not sheets:
        sheets = [_of_objects(name, rows, where, limits) for name, rows in _lists("", plain, 0)]
    if not sheets:
        raise FootprintError("file_json", where=where)
    return sheets


def _parse(text: str, where: Where) -> list[Any]:
    """The values of a JSON text: those of its list, the one it is, or one per line."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise FootprintError("file_json_broken", where=where, line=1) from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].rstrip().endswith("}"):
            raise _broken(error, where, 1) from error
        return [_parse_line(line, number, where) for number, line in enumerate(lines, start=1)]
    return value if isinstance(value, list) else [value]


def _parse_line(line: str, number: int, where: Where) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _broken(error, where, number) from error


def _broken(error: Exception, where: Where, line: int) -> FootprintError:
    row = getattr(error, "lineno", 1) + line - 1
    return FootprintError("file_json_broken", where=Where(where.file, where.sheet, row), line=row)


def _documents(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if is_agent_document(value):
        yield value
    elif depth < _LISTS_DEEPEST and isinstance(value, Mapping):
        for child in value.values():
            for each in child if isinstance(child, list) else [child]:
                yield from _documents(each, depth + 1)


def _of_agents(documents: Sequence[Mapping[str, Any]], where: Where, limits: Limits) -> Sheet:
    records, notices = agent_records(documents, where)
    return sheet_of_records(records, "", where, limits, notices)


def _lists(
    name: str, objects: Sequence[Mapping[str, Any]], depth: int
) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """The lists of objects to lay out: this one when its objects have values, else those within."""
    if len(objects) == 1 and depth < _LISTS_DEEPEST:
        inner = [
            (key, [each for each in value if isinstance(each, Mapping)])
            for key, value in objects[0].items()
            if isinstance(value, list)
        ]
        found = [each for key, rows in inner if rows for each in _lists(key, rows, depth + 1)]
        if found:
            yield from found
            return
    if objects and sum(1 for value in objects[0].values() if cell_of(value)) > 1:
        yield name, objects


def _of_objects(
    name: str, objects: Sequence[Mapping[str, Any]], where: Where, limits: Limits
) -> Sheet:
    keys = list(dict.fromkeys(key for each in objects for key in each))
    limits.check(where, rows=len(objects), columns=len(keys))
    rows = [keys, *([cell_of(each.get(key)) for key in keys] for each in objects)]
    notice = Notice("read_as_objects", where, {"items": len(objects)})
    return Sheet(name, frame_of(rows), where.file, notices=(notice,))


def cell_of(value: Any) -> str:
    """A value as the text of a cell: the name of an object, the texts of a list."""
    if isinstance(value, Mapping):
        named = (text_of(value.get(name)) for name in _NAMES)
        return next(filter(None, named), "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(cell_of, value[:20])))
    return text_of(value)
