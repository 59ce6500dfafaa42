"""CQL2 texts, read into the tree of queries and the geo-queries beside it.

Comparisons, AND, OR, NOT, BETWEEN, IN, LIKE, IS NULL anywhere; relations of space only where every
match must be in them (not under OR or NOT). A mistake is reported with its place in the text.
Source: OGC 21-065r2 (Common Query Language, CQL2), annex B.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from jalons.broker.engine.geometry import checked
from jalons.broker.engine.out.token_reader import TokenReader
from jalons.broker.engine.problems import Problem, bad
from jalons.broker.engine.query.geo import LOCATION, GeoQuery, Relation
from jalons.broker.engine.query.tree import (
    All,
    Compare,
    Either,
    Has,
    Node,
    Not,
    Operator,
    Range,
    Scalar,
    conjunction,
    encoded,
)

MAX_VALUES = 500
MAX_NESTING = 16
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<quoted>\"[^\"]+\")|(?P<name>[^\W\d][\w:.\-]*)|(?P<sign><>|<=|>=|[<>=(),]))"
)
_OPPOSITE: dict[str, Operator] = {
    "==": "!=", "!=": "==", "<": ">=", ">": "<=", "<=": ">", ">=": "<", "~=": "!~=", "!~=": "~=",
}  # fmt: skip
_SIGNS: dict[str, Operator] = {"=": "==", "<>": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_MIRROR: dict[Operator, Operator] = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SPACE = {
    f"S_{name.upper()}": name
    for name in ("intersects", "within", "contains", "disjoint", "equals", "overlaps")
}
_WKT = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cql2Filter:
    """What a filter asks: a tree, and geometries every match is in relation to."""

    where: Node | None = None
    places: tuple[GeoQuery, ...] = ()


@dataclass(slots=True)
class _Reader(TokenReader):
    """The columns a text may name, the values and the places it names."""

    tokens = _TOKEN
    option = "filter"

    iris: Mapping[str, str]
    values: int = 0
    places: list[GeoQuery] = field(default_factory=list)

    def word(self, *words: str) -> str:
        """The keyword or sign that comes next, if it is one of these; else an empty text."""
        kind, token, end = self.peek()
        if kind in ("name", "sign") and token.upper() in words:
            self.at = end
            return token.upper()
        return ""

    def need(self, *words: str) -> str:
        word = self.word(*words)
        if not word:
            raise self.fail(f"{' or '.join(words)} is expected")
        return word


def parsed(text: str, iris: Mapping[str, str]) -> Cql2Filter:
    """The filter of a CQL2 text about columns with these IRIs; raises ``Problem`` else."""
    reader = _Reader(text, iris)
    where = _any(reader, 0, negated=False, free=True)
    reader.finish()
    return Cql2Filter(where, tuple(reader.places))


def _any(reader: _Reader, nesting: int, *, negated: bool, free: bool) -> Node | None:
    if nesting > MAX_NESTING:
        raise Problem("TooComplexQuery", f"more than {MAX_NESTING} parentheses within each other")
    before = len(reader.places)
    parts = [_all(reader, nesting, negated=negated, free=free)]
    while reader.word("OR"):
        parts.append(_all(reader, nesting, negated=negated, free=False))
    if len(parts) == 1:
        return parts[0]
    if len(reader.places) > before:
        raise reader.fail("a relation of space under OR is not supported")
    return _put(parts, "AND" if negated else "OR")


def _put(parts: list[Node | None], word: str) -> Node | None:
    if word == "AND":
        return conjunction(*parts)
    there = tuple(part for part in parts if part is not None)
    return there[0] if len(there) == 1 else Either(there)


def _all(reader: _Reader, nesting: int, *, negated: bool, free: bool) -> Node | None:
    parts = [_not(reader, nesting, negated=negated, free=free)]
    while reader.word("AND"):
        parts.append(_not(reader, nesting, negated=negated, free=free))
    return parts[0] if len(parts) == 1 else _put(parts, "OR" if negated else "AND")


def _not(reader: _Reader, nesting: int, *, negated: bool, free: bool) -> Node | None:
    nots = 0
    while reader.word("NOT"):
        nots += 1
        negated, free = not negated, False
        if nots > MAX_NESTING:
            raise Problem("TooComplexQuery", f"more than {MAX_NESTING} NOT in a row")
    if reader.word("("):
        inside = _any(reader, nesting + 1, negated=negated, free=free)
        reader.need(")")
        return inside
    reader.count_term()
    if relation := reader.word(*_SPACE):
        if not free:
            raise reader.fail("a relation of space under OR or NOT is not supported")
        reader.places.append(_place(reader, cast("Relation", _SPACE[relation])))
        return None
    return _condition(reader, negated=negated)


def _condition(reader: _Reader, *, negated: bool) -> Node:
    kind, token, _ = reader.peek()
    literal = kind in ("text", "number") or (
        kind == "name" and token.upper() in ("TRUE", "FALSE", "DATE", "TIMESTAMP")
    )
    if literal and token not in reader.iris:
        value = _value(reader)
        sign = _SIGNS[reader.need(*_SIGNS)]
        return _compare(_column(reader), _MIRROR.get(sign, sign), (value,), negated=negated)
    column = _column(reader)
    if reader.word("IS"):
        absent = not reader.word("NOT")
        reader.need("NULL")
        return Not(Has(column)) if absent != negated else Has(column)
    negated ^= bool(reader.word("NOT"))
    word = reader.need(*_SIGNS, "BETWEEN", "IN", "LIKE")
    if word == "BETWEEN":
        low = _value(reader)
        reader.need("AND")
        between = Compare(column, "==", (Range(low, _value(reader)),))
        return All((Has(column), Not(between))) if negated else between
    if word == "IN":
        return _compare(column, "==", _list(reader), negated=negated)
    if word == "LIKE":
        return _compare(column, "~=", (_pattern(reader),), negated=negated)
    return _compare(column, _SIGNS[word], (_value(reader),), negated=negated)


def _compare(column: str, sign: Operator, values: tuple[Scalar, ...], *, negated: bool) -> Compare:
    return Compare(column, _OPPOSITE[sign] if negated else sign, values)


def _column(reader: _Reader) -> str:
    kind, token, end = reader.peek()
    if kind not in ("name", "quoted"):
        raise reader.fail("the name of a property is expected")
    name = token.strip('"')
    if name not in reader.iris:
        some = ", ".join(sorted(reader.iris)[:12])
        raise reader.fail(f"there is no property {name!r} here; there are {some or 'none'}")
    reader.at = end
    return reader.iris[name]


def _value(reader: _Reader) -> Scalar:
    kind, token, end = reader.peek()
    reader.at = end if kind != "end" else reader.at
    if kind == "number":
        return float(token)
    if kind == "text":
        return encoded(token[1:-1].replace("''", "'"))
    if kind == "name" and token.upper() in ("TRUE", "FALSE"):
        return encoded(token.upper() == "TRUE")
    if kind == "name" and token.upper() in ("DATE", "TIMESTAMP"):
        reader.need("(")
        kind, token, end = reader.peek()
        if kind != "text":
            raise reader.fail("an instant is expected, such as '2026-11-24T09:30:00Z'")
        reader.at = end
        reader.need(")")
        return encoded(token[1:-1])
    raise reader.fail("a value is expected: 12.5, 'text', TRUE, TIMESTAMP('…')")


def _list(reader: _Reader) -> tuple[Scalar, ...]:
    reader.need("(")
    values = [_value(reader)]
    while reader.word(","):
        values.append(_value(reader))
    reader.need(")")
    reader.values += len(values)
    if reader.values > MAX_VALUES:
        raise Problem("TooComplexQuery", f"more than {MAX_VALUES} values in one filter")
    return tuple(values)


def _pattern(reader: _Reader) -> str:
    kind, token, end = reader.peek()
    if kind != "text":
        raise reader.fail("LIKE is followed by a text such as 'rue %'")
    reader.at = end
    signs = {"%": ".*", "_": "."}
    letters = token[1:-1].replace("''", "'")
    out, escaped = "", False
    for letter in letters:
        if letter == "\\" and not escaped:
            escaped = True
            continue
        out += re.escape(letter) if escaped else signs.get(letter) or re.escape(letter)
        escaped = False
    return f"(?s)^{out}$"


def _place(reader: _Reader, relation: Relation) -> GeoQuery:
    reader.need("(")
    kind, token, end = reader.peek()
    if kind not in ("name", "quoted"):
        raise reader.fail("the name of a geometry is expected")
    name = token.strip('"')
    reader.at = end
    attr = LOCATION if name in ("geometry", "geom", "location") else reader.iris.get(name, "")
    if not attr:
        raise reader.fail(f"there is no geometry {name!r} here")
    reader.need(",")
    geometry = _geometry(reader)
    reader.need(")")
    return GeoQuery(relation, geometry, attr)


def _geometry(reader: _Reader) -> dict[str, Any]:
    if reader.word("BBOX"):
        return box([float(value) for value in _list(reader) if isinstance(value, float)])
    start = reader.at + len(reader.text[reader.at :]) - len(reader.text[reader.at :].lstrip())
    if not _WKT.match(reader.text, start):
        raise reader.fail("a geometry such as POINT(2.35 48.86) or BBOX(2, 48, 3, 49) is expected")
    depth, end = 0, start
    for end in range(start, len(reader.text)):
        depth += (reader.text[end] == "(") - (reader.text[end] == ")")
        if depth > MAX_NESTING:
            raise Problem("TooComplexQuery", f"a geometry nested more than {MAX_NESTING} times")
        if depth == 0 and reader.text[end] == ")":
            break
    from shapely import (  # type: ignore[attr-defined]  # loaded when needed: it costs memory
        GEOSException,
        from_wkt,
    )
    from shapely.geometry import mapping

    try:
        shape: Any = from_wkt(reader.text[start : end + 1])  # type: ignore[no-untyped-call]
    except GEOSException as error:
        raise reader.fail(f"this is not a geometry: {error}") from error
    reader.at = end + 1
    return checked(_lists(mapping(shape)))  # type: ignore[no-untyped-call]


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, list | tuple) else value


def box(corners: list[float]) -> dict[str, Any]:
    """The polygon of west, south, east, north; two of them where it crosses the 180th meridian."""
    if len(corners) == 6:
        corners = [*corners[:2], *corners[3:5]]
    if len(corners) != 4 or corners[1] > corners[3]:
        raise bad("a box is west,south,east,north, the south below the north")
    west, south, east, north = corners
    if west > east:
        rings = [_ring(west, south, 180.0, north), _ring(-180.0, south, east, north)]
        return checked({"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]})
    return checked({"type": "Polygon", "coordinates": [_ring(west, south, east, north)]})


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]
