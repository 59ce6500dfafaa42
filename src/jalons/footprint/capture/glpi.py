"""The equipment of a GLPI, fetched by its REST API, as a sheet for the reader.

Columns are found in the search options each GLPI lists for itself (``listSearchOptions``), by table
and field: their numbers and names change with plugins and languages. Source: GLPI's ``apirest.md``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jalons.footprint.capture.glpi_session import GlpiAccess, GlpiSession
from jalons.footprint.engine.inventory.line import FileError, FootprintError, Notice
from jalons.footprint.engine.reading.formats.records import Record, sheet_of_records, text_of
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.vocabulary.reference import families, type_words
from jalons.kernel import Where
from jalons.tabular import DEFAULT_LIMITS, Limits
from jalons.tabular.folding import fold

# Item types, with what they are when their own type says nothing we know.
ITEM_TYPES: Mapping[str, str] = {
    "Computer": "Ordinateur",
    "Monitor": "Écran",
    "Printer": "Imprimante",
    "Phone": "Téléphone",
    "NetworkEquipment": "Équipement réseau",
    "Peripheral": "Périphérique",
}
# A printer whose type is « Réseau » is a printer: only a definite device says otherwise.
_SURE = frozenset({"Monitor", "Printer"})
PAGE = 500
_MOST_PAGES = 10_000
# Search options of financial information, the same in every GLPI (Infocom::rawSearchOptionsToAdd).
_INFOCOM = {"buy_date": 37, "use_date": 38, "delivery_date": 142, "order_date": 124}
_DATES = ("use_date", "buy_date", "delivery_date", "order_date")
_ID = 2
_RANGE = re.compile(r"(\d+)-(\d+)/(\d+)")
_SEPARATOR = re.compile(r"\$\$##\$\$|\$#\$|<br\s*/?>|\n")
_MARKUP = re.compile(r"<[^>]{0,500}>")

type Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Column:
    """A search option: its number, and the table and field it shows."""

    number: int
    table: str
    field: str
    link: str


def _silent(_item: str, _done: int, _total: int) -> None:
    """Progress nobody follows."""


def read_glpi(
    access: GlpiAccess,
    *,
    items: Sequence[str] = tuple(ITEM_TYPES),
    progress: Progress = _silent,
    limits: Limits = DEFAULT_LIMITS,
) -> list[Sheet]:
    """The equipment of a GLPI, one row each, as the one sheet ``read_inventory`` takes.

    ``progress`` is called with the item type, the rows read and their total. What the profile may
    not read is noticed; ``FootprintError`` explains why nothing could be read.
    """
    where = Where(file=urlsplit(access.endpoint()).netloc)
    records: list[Record] = []
    refused: list[FootprintError] = []
    counts: dict[str, int] = {}
    with GlpiSession(access) as session:
        for item in items:
            try:
                found = list(_records(session, item, progress, limits.rows - len(records)))
            except FootprintError as error:
                if error.code != "glpi_right_missing":
                    raise
                refused.append(error)
                continue
            counts[item] = len(found)
            records += found
    if not records:
        raise refused[0] if refused else FootprintError("glpi_empty", host=where.file)
    counted = ", ".join(f"{ITEM_TYPES.get(item, item)} : {count}" for item, count in counts.items())
    notices = [Notice("read_from_glpi", where, {"items": counted})]
    if refused:
        missing = ", ".join(item for item in items if item not in counts)
        notices.append(Notice("glpi_items_refused", where, {"items": missing}))
    return [sheet_of_records(records, "", where, limits, notices)]


def _records(session: GlpiSession, item: str, progress: Progress, most: int) -> Iterator[Record]:
    columns = resolve(session.get(f"listSearchOptions/{item}").value, item)
    for row in _rows(session, item, columns, progress, most):
        cells = {name: _text(row.get(str(number))) for name, number in columns.items()}
        yield _record(item, cells)


def resolve(options: Any, item: str) -> dict[str, int]:
    """The number of the search option of each wanted field, for those this GLPI has.

    Raises ``FootprintError`` (glpi_not_glpi) when what was listed are not search options.
    """
    if not isinstance(options, Mapping):
        raise FootprintError("glpi_not_glpi", host=item)
    columns = sorted(_columns(options), key=lambda column: column.number)
    kind = item.lower()
    own = f"glpi_{kind}s"
    wanted = {
        "name": (own, "name", ""),
        "serial": (own, "serial", ""),
        "number": (own, "otherserial", ""),
        "type": (f"glpi_{kind}types", "name", ""),
        "model": (f"glpi_{kind}models", "name", ""),
        "manufacturer": ("glpi_manufacturers", "name", "manufacturers_id"),
        "status": ("glpi_states", "completename", "states_id"),
        "location": ("glpi_locations", "completename", "locations_id"),
        "entity": ("glpi_entities", "completename", "entities_id"),
        "retired": ("glpi_infocoms", "decommission_date", ""),
        **{name: ("glpi_infocoms", name, "") for name in _INFOCOM},
    }
    found = {name: _number(columns, *target) for name, target in wanted.items()}
    listed = {column.number for column in columns}
    for name, number in _INFOCOM.items():
        found[name] = found[name] or (number if number in listed else None)
    return {name: number for name, number in found.items() if number is not None}


def _columns(options: Mapping[str, Any]) -> Iterator[_Column]:
    for number, option in options.items():
        if str(number).isdecimal() and isinstance(option, Mapping):
            texts = (text_of(option.get(key)) for key in ("table", "field", "linkfield"))
            yield _Column(int(number), *texts)


def _number(columns: Sequence[_Column], table: str, field: str, link: str) -> int | None:
    same = [column for column in columns if (column.table, column.field) == (table, field)]
    named = [column for column in same if link and column.link == link]
    return next((column.number for column in named or same), None)


def _rows(
    session: GlpiSession, item: str, columns: Mapping[str, int], progress: Progress, most: int
) -> Iterator[Mapping[str, Any]]:
    """The rows of an item type, page after page, by rising id so that none is seen twice."""
    shown = {f"forcedisplay[{at}]": number for at, number in enumerate(columns.values())}
    query: dict[str, str | int] = {**shown, "sort": _ID, "order": "ASC"}
    start, total = 0, 1
    for _page in range(_MOST_PAGES):
        query["range"] = f"{start}-{start + PAGE - 1}"
        try:
            answer = session.get(f"search/{item}", query)
        except FootprintError as error:
            if error.code == "glpi_range":
                return  # the last rows were deleted while we read
            raise
        rows = _data(answer.value)
        total = _total(answer.headers, answer.value)
        if total > most:
            raise FileError("too_many_rows", rows=total, limit=most)
        yield from rows
        start += len(rows)
        progress(item, start, total)
        if not rows or start >= total:
            return


def _data(value: Any) -> list[Mapping[str, Any]]:
    data = value.get("data", []) if isinstance(value, Mapping) else []
    rows = data.values() if isinstance(data, Mapping) else data
    return (
        [row for row in rows if isinstance(row, Mapping)] if isinstance(data, list | dict) else []
    )


def _total(headers: Mapping[str, str], value: Any) -> int:
    """The total number of rows: the Content-Range header, or ``totalcount``."""
    named = {name.lower(): text for name, text in headers.items()}
    if match := _RANGE.search(named.get("content-range", "")):
        return int(match[3])
    counted = text_of(value.get("totalcount")) if isinstance(value, Mapping) else ""
    return int(counted) if counted.isdecimal() else 0


def _text(value: Any) -> str:
    """A cell as text: the first of several values, without markup or character references."""
    one = next(iter(value), "") if isinstance(value, list) else value
    first = _SEPARATOR.split(str(one) if isinstance(one, str | int | float) else "")[0]
    return text_of(html.unescape(_MARKUP.sub(" ", first)))


def _record(item: str, cells: Mapping[str, str]) -> Record:
    return {
        "label": cells.get("number") or cells.get("name", ""),
        "type": _type_of(item, cells.get("type", "")),
        "manufacturer": cells.get("manufacturer", ""),
        "model": cells.get("model", ""),
        "serial": cells.get("serial", ""),
        "quantity": "1",
        "purchased": next((cells[name][:10] for name in _DATES if cells.get(name)), ""),
        "retired": cells.get("retired", "")[:10],
        "status": cells.get("status", ""),
        "site": cells.get("location", ""),
        "entity": cells.get("entity", ""),
    }


def _type_of(item: str, kind: str) -> str:
    """The type as written when its words are known, else with what the item type says before it."""
    family = ITEM_TYPES.get(item, item)
    if not kind:
        return family
    known = type_words().inside(fold(kind))
    broad = known is None or (item in _SURE and known in families())
    return f"{family} {kind}" if broad else kind
