"""The query options of SensorThings: ``$top $skip $count $select $orderby $expand $filter``.

``$filter`` compares own members (``name``, ``properties/type``, ``result``) with eq, ne, gt, ge,
lt, le, joined by and, or, not; and knows startswith, endswith, substringof. A mistake is reported
with its place.
Source: OGC 18-088 (SensorThings API part 1, version 1.1), clause 9.3.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jalons.broker.engine.instants import micros
from jalons.broker.engine.out.token_reader import TokenReader
from jalons.broker.engine.problems import Problem, bad

Body = Mapping[str, Any]
Test = Callable[[Body], bool]
Value = Callable[[Body], Any]
DEFAULT, MOST = 100, 1_000
MAX_NESTING = 8
KNOWN = frozenset(
    {"$top", "$skip", "$count", "$select", "$orderby", "$expand", "$filter", "$resultFormat"}
)
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<name>[@\w][\w@./]*)|(?P<sign>[(),]))"
)
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "substringof": lambda one, other: one in other,
}
_COMPARING: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_SIGNS = tuple(_COMPARING)


@dataclass(frozen=True, slots=True)
class SetOptions:
    """What a request asks of a set: a page, an order, members, what to bring along, a test."""

    top: int = DEFAULT
    skip: int = 0
    count: bool = False
    select: frozenset[str] = frozenset()
    order: tuple[tuple[str, bool], ...] = ()
    expand: Mapping[str, SetOptions] = field(default_factory=dict)
    test: Test | None = None


def options(params: Mapping[str, str], *, depth: int = 0) -> SetOptions:
    """The options of parameters; raises ``Problem`` for one that is unknown or wrong."""
    if depth > MAX_NESTING:
        raise Problem("TooComplexQuery", f"more than {MAX_NESTING} $expand within each other")
    for name in params:
        if name not in KNOWN:
            raise bad(f"{name!r} is not an option; there are {', '.join(sorted(KNOWN))}")
    count = params.get("$count", "false")
    if count not in ("true", "false"):
        raise bad("$count is true or false")
    select = [name.strip() for name in params.get("$select", "").split(",") if name.strip()]
    return SetOptions(
        top=min(_number(params, "$top", DEFAULT), MOST),
        skip=_number(params, "$skip", 0),
        count=count == "true",
        select=frozenset(select),
        order=_order(params.get("$orderby", "")),
        expand=_expand(params.get("$expand", ""), depth),
        test=filtered(params["$filter"]) if params.get("$filter") else None,
    )


def _number(params: Mapping[str, str], name: str, default: int) -> int:
    text = params.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise bad(f"{name} is a whole number, not {text[:40]!r}")
    return int(text)


def _order(text: str) -> tuple[tuple[str, bool], ...]:
    found = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        name, _, way = part.partition(" ")
        if way.strip() not in ("", "asc", "desc"):
            raise bad(f"$orderby: {way!r} is neither asc nor desc")
        found.append((name, way.strip() == "desc"))
    return tuple(found)


def _expand(text: str, depth: int) -> dict[str, SetOptions]:
    found: dict[str, SetOptions] = {}
    for part in split(text, ","):
        head, paren, inside = part.partition("(")
        if paren and not inside.endswith(")"):
            raise bad(f"$expand: a parenthesis is not closed in {part[:80]!r}")
        name, slash, rest = head.partition("/")
        pairs = [item.partition("=") for item in split(inside[:-1], ";")] if paren else []
        params = {key.strip(): value for key, _, value in pairs}
        if slash:
            params = {"$expand": rest + (f"({inside[:-1]})" if paren else "")}
        found[name.strip()] = options(params, depth=depth + 1)
    return found


def split(text: str, sign: str) -> list[str]:
    """Parts between signs that are neither in parentheses nor in quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, letter in enumerate(text):
        quoted ^= letter == "'"
        if not quoted:
            depth += (letter == "(") - (letter == ")")
            if letter == sign and depth == 0:
                parts.append(text[start:at])
                start = at + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


class _Reader(TokenReader):
    __slots__ = ()
    tokens = _TOKEN
    option = "$filter"

    def word(self, *words: str) -> str:
        _, token, end = self.peek()
        if token in words and token:
            self.at = end
            return token
        return ""


def filtered(text: str) -> Test:
    """The test of a ``$filter``; raises ``Problem`` where it is none."""
    reader = _Reader(text)
    test = _any(reader, 0)
    reader.finish()
    return test


def _any(reader: _Reader, nesting: int) -> Test:
    if nesting > MAX_NESTING:
        raise Problem("TooComplexQuery", f"more than {MAX_NESTING} parentheses within each other")
    parts = [_all(reader, nesting)]
    while reader.word("or"):
        parts.append(_all(reader, nesting))
    return parts[0] if len(parts) == 1 else lambda body: any(part(body) for part in parts)


def _all(reader: _Reader, nesting: int) -> Test:
    parts = [_not(reader, nesting)]
    while reader.word("and"):
        parts.append(_not(reader, nesting))
    return parts[0] if len(parts) == 1 else lambda body: all(part(body) for part in parts)


def _not(reader: _Reader, nesting: int) -> Test:
    reader.count_term()
    if reader.word("not"):
        inside = _not(reader, nesting)
        return lambda body: not inside(body)
    if reader.word("("):
        test = _any(reader, nesting + 1)
        if not reader.word(")"):
            raise reader.fail("a parenthesis is not closed")
        return test
    if name := reader.word(*_FUNCTIONS):
        test = _called(reader, name)
        if reader.word("eq"):
            wanted = _value(reader)
            return lambda body: test(body) == wanted(body)
        return test
    left = _value(reader)
    sign = reader.word(*_SIGNS)
    if not sign:
        raise reader.fail(f"{', '.join(_SIGNS)} is expected")
    right = _value(reader)
    return lambda body: compared(left(body), sign, right(body))


def _called(reader: _Reader, name: str) -> Test:
    values = []
    for sign in ("(", ","):
        if not reader.word(sign):
            raise reader.fail(f"{sign} is expected")
        values.append(_value(reader))
    if not reader.word(")"):
        raise reader.fail(") is expected")
    work = _FUNCTIONS[name]
    return lambda body: bool(work(*(str(value(body) or "") for value in values)))


def _value(reader: _Reader) -> Value:
    kind, token, end = reader.peek()
    if kind in ("end", "sign"):
        raise reader.fail("a value or the name of a member is expected")
    reader.at = end
    constant: Any = None
    if kind == "number":
        constant = float(token)
    elif kind in ("text", "time"):
        constant = token.strip("'").replace("''", "'")
    elif token in ("true", "false", "null"):
        constant = {"true": True, "false": False, "null": None}[token]
    else:
        return lambda body: member(body, token)
    return lambda _: constant


def member(body: Body, path: str) -> Any:
    """What stands at a path such as ``properties/type`` in a body; None where nothing does."""
    found: Any = body
    for step in path.split("/"):
        found = found.get("@iot.id" if step == "id" else step) if isinstance(found, dict) else None
    return found


def compared(one: Any, sign: str, other: Any) -> bool:
    """Whether two values compare so; instants as instants, never a text with a number."""
    if one is None or other is None:
        return (one is other) == (sign == "eq") if sign in ("eq", "ne") else False
    if isinstance(one, str) and isinstance(other, str):
        one, other = _instants(one, other)
    elif isinstance(one, str) or isinstance(other, str):
        return sign == "ne"
    return bool(_COMPARING[sign](one, other))


def _instants(one: str, other: str) -> tuple[Any, Any]:
    try:
        return micros(one), micros(other)
    except Problem:
        return one, other


def sort_key(body: Body, path: str) -> tuple[int, Any]:
    """What bodies are ordered by: nothing, then numbers, then instants and texts."""
    value = member(body, path)
    if value is None:
        return (0, 0)
    if isinstance(value, bool | int | float):
        return (1, float(value))
    return (2, str(value))
