"""Whether the bytes of a file are what its kind says, and do no harm to who opens them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree as ET

import msgspec

from jalons.federation.engine.sharing import hides
from jalons.kernel import JalonsError, Where
from jalons.kernel.cells import harmless
from jalons.kernel.signing import parcels
from jalons.tabular import DEFAULT_LIMITS
from jalons.tabular.files.delimited import read_delimited
from jalons.tabular.persons import names_in

LARGEST = 1e15  # no figure of a territory is larger
_MARKUP = re.compile(  # what a browser would read as its own; not <30, nor <name@town.fr>
    r"<[!?/]|<[a-z][a-z0-9-]*(\s[^<>=]*=[^<>]*)?/?>"
    r"|<(script|style|iframe|svg|math|object|embed|img|link|meta|form|input|base)\b",
    re.IGNORECASE,
)
_ATOM = "{http://www.w3.org/2005/Atom}feed"


@dataclass(frozen=True, slots=True)
class SharedKind:
    """What a file may be: its endings, its largest size in bytes, the JSON Schema of its content.

    ``parcel`` is the kind of the signed ZIP it may be, ``bundled`` when it may be a ZIP of several;
    ``plain``: its texts are words, never marks of a web page.
    """

    name: str
    endings: tuple[str, ...]
    most_bytes: int
    schema: Mapping[str, Any] | None = None
    parcel: str = ""
    bundled: bool = False
    plain: bool = False


def fault(kind: SharedKind, path: str, content: bytes) -> str:  # noqa: PLR0911  one line a case
    """The code of what is wrong with a file, ``reason.<code>``; empty when it is sound."""
    ending = PurePosixPath(path).suffix.lower()
    if len(content) > kind.most_bytes:
        return "file_size"
    if ending not in kind.endings:
        return "file_ending"
    if ending == ".zip":
        return _parcel_fault(kind, content)
    if ending in {".json", ".jsonld"}:
        return _json_fault(kind, content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "file_unreadable"
    if ending in {".xml", ".atom"}:
        return _feed_fault(text)
    if hides(text):
        return "file_hides"
    if kind.plain and _MARKUP.search(text):
        return "file_markup"
    return _table_fault(content) if ending == ".csv" else ""


def persons(path: str, content: bytes) -> tuple[str, ...]:
    """Words of a text or JSON file that look like a person; a sign to read it, no proof."""
    text = content.decode("utf-8", "replace")
    if path.endswith((".json", ".jsonld")):
        leaves = (each for each in _leaves(msgspec.json.decode(content)) if isinstance(each, str))
        text = "\n".join(leaves)
    elif not path.endswith((".md", ".txt")):
        return ()
    return names_in(text)


def _json_fault(kind: SharedKind, content: bytes) -> str:
    try:
        value = msgspec.json.decode(content)
        leaves = list(_leaves(value))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return "file_unreadable"
    for each in leaves:
        if isinstance(each, str) and hides(each):
            return "file_hides"
        if kind.plain and isinstance(each, str) and _MARKUP.search(each):
            return "file_markup"
        if isinstance(each, int | float) and not (isfinite(each) and abs(each) < LARGEST):
            return "file_number"
    if kind.schema is not None:
        from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

        if not Draft202012Validator(kind.schema).is_valid(value):
            return "file_schema"
    return ""


def _leaves(value: Any) -> Iterator[Any]:
    """Every text and number of a JSON value, names of fields included."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _table_fault(content: bytes) -> str:
    """A table has a heading, rows of one width, and no cell that a spreadsheet would execute."""
    try:
        rows = read_delimited(content, Where(), DEFAULT_LIMITS, otherwise=";").rows
    except JalonsError:
        return "file_unreadable"
    if len(rows) < 2 or len({len(row) for row in rows if any(row)}) != 1:
        return "file_table"
    return "file_formula" if any(_executes(cell) for row in rows for cell in row) else ""


def _executes(cell: str) -> bool:
    """Whether a spreadsheet would compute more than a signed number: -3,2 does no harm."""
    if harmless(cell) == cell:
        return False
    return cell.strip()[:1] not in {"+", "-"} or any(sign in cell for sign in "(|!=")


def _feed_fault(text: str) -> str:
    """An Atom feed, without a document type: entities could fill the memory or read files."""
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        return "file_entities"
    try:
        root = ET.fromstring(text)  # noqa: S314  no document type: checked above
    except (ET.ParseError, ValueError, RecursionError):
        return "file_unreadable"
    return "" if root.tag == _ATOM else "file_schema"


def _parcel_fault(kind: SharedKind, content: bytes) -> str:
    """Parcels as they were signed, whose JSON files are what their kind says."""
    try:
        for each in parcels.parcels_in(content) if kind.bundled else [content]:
            with zipfile.ZipFile(io.BytesIO(each)) as archive:
                names = archive.namelist()
            files = parcels.unpack(each, kind.parcel, names).files
            if kind.plain and (why := next(filter(None, _faults(kind, files)), "")):
                return why
    except JalonsError:
        return "file_parcel"
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return "file_unreadable"
    return ""


def _faults(kind: SharedKind, files: Mapping[str, bytes]) -> Iterator[str]:
    alone = replace(kind, schema=None)
    return (_json_fault(alone, files[name]) for name in files if name.endswith(".json"))
