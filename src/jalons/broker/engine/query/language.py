"""The ``q`` of NGSI-LD, read into a tree. A mistake is reported with its place in the text.

Source: ETSI GS CIM 009 V1.9.1, clause 4.9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.problems import Problem, bad

from .evaluate import pattern
from .tree import All, Compare, Either, Has, Node, Operator, Range, Scalar, encoded, path

MAX_TERMS = 64
MAX_VALUES = 500
MAX_NESTING = 16
_OPERATORS: tuple[Operator, ...] = ("!~=", "==", "!=", ">=", "<=", "~=", ">", "<")
_NAME = re.compile(r"[^\s=!<>~;|()\[\]\"'{}]+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_PLAIN = re.compile(r"[^;|()\",]+")


@dataclass(slots=True)
class _Reader:
    """The text of a query, and how far it was read."""

    text: str
    context: Context
    expanded: frozenset[str]
    at: int = 0
    terms: int = 0
    values: int = 0

    def fail(self, why: str) -> Problem:
        return bad(f"q, character {self.at + 1}: {why} (in {self.text[:200]!r})")

    def next_is(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False


def parsed(text: str, context: Context, *, expand_values: frozenset[str] = frozenset()) -> Node:
    """The tree of a query; names are expanded, and so are the values of ``expand_values``.

    Raises ``Problem``: BadRequestData where the text is no query, TooComplexQuery beyond 64 terms
    or 500 values.
    """
    reader = _Reader(text=text, context=context, expanded=expand_values)
    if not text:
        raise reader.fail("an empty query")
    node = _any(reader, 0)
    if reader.at < len(text):
        raise reader.fail(f"{text[reader.at]!r} was not expected")
    return node


def _any(reader: _Reader, nesting: int) -> Node:
    if nesting > MAX_NESTING:
        raise Problem("TooComplexQuery", f"more than {MAX_NESTING} parentheses within each other")
    parts = [_all(reader, nesting)]
    while reader.next_is("|"):
        parts.append(_all(reader, nesting))
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _all(reader: _Reader, nesting: int) -> Node:
    parts = [_term(reader, nesting)]
    while reader.next_is(";"):
        parts.append(_term(reader, nesting))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _term(reader: _Reader, nesting: int) -> Node:
    if reader.next_is("("):
        inside = _any(reader, nesting + 1)
        if not reader.next_is(")"):
            raise reader.fail("a parenthesis is not closed")
        return inside
    reader.terms += 1
    if reader.terms > MAX_TERMS:
        raise Problem("TooComplexQuery", f"more than {MAX_TERMS} terms in one query")
    place, expand = _place(reader)
    operator = next((op for op in _OPERATORS if reader.next_is(op)), None)
    if operator is None:
        return Has(place)
    if operator in ("~=", "!~="):
        return Compare(place, operator, (_pattern(reader),))
    values = _values(reader, expand=expand)
    if operator not in ("==", "!=") and (len(values) > 1 or isinstance(values[0], Range)):
        raise reader.fail(f"{operator} compares to one value")
    return Compare(place, operator, tuple(values))


def _place(reader: _Reader) -> tuple[str, bool]:
    """The path of an attribute: ``name.sub[member.member]``; and whether its values are terms."""
    match = _NAME.match(reader.text, reader.at)
    if match is None:
        raise reader.fail("the name of an attribute is expected")
    reader.at = match.end()
    names = _dotted(match.group(), reader)
    members: tuple[str, ...] = ()
    if reader.next_is("["):
        end = reader.text.find("]", reader.at)
        if end < 0:
            raise reader.fail("a bracket is not closed")
        members = tuple(reader.text[reader.at : end].split("."))
        if not all(members):
            raise reader.fail("an empty name between brackets")
        reader.at = end + 1
    if members == ("*",):
        members = ()
    expanded = [reader.context.expand(name) for name in names]
    return path(*expanded, members=members), names[0] in reader.expanded


def _dotted(text: str, reader: _Reader) -> list[str]:
    """Names between dots; a full IRI keeps its own dots."""
    if "://" in text:
        return [text]
    names = text.split(".")
    if not all(names):
        raise reader.fail("an empty name between dots")
    return names


def _pattern(reader: _Reader) -> str:
    text = _quoted(reader) if reader.text[reader.at : reader.at + 1] == '"' else _bare(reader)
    return checked_pattern(text)


def checked_pattern(text: str) -> str:
    """A regular expression that runs in linear time (RE2); raises ``Problem`` for any other."""
    import re2  # only for requests with an expression

    try:
        pattern(text)
    except re2.error as error:
        raise bad(f"{text[:80]!r} is not a regular expression this broker runs: {error}") from error
    return text


def _bare(reader: _Reader) -> str:
    match = _PLAIN.match(reader.text, reader.at)
    if match is None:
        raise reader.fail("a value is expected")
    reader.at = match.end()
    return match.group()


def _values(reader: _Reader, *, expand: bool) -> list[Scalar | Range]:
    values = [_value_or_range(reader, expand=expand)]
    while reader.next_is(","):
        values.append(_value_or_range(reader, expand=expand))
    reader.values += len(values)
    if reader.values > MAX_VALUES:
        raise Problem("TooComplexQuery", f"more than {MAX_VALUES} values in one query")
    return values


def _value_or_range(reader: _Reader, *, expand: bool) -> Scalar | Range:
    if reader.text[reader.at : reader.at + 1] != '"':
        raw = _bare(reader)
        low, dots, high = raw.partition("..")
        if not dots:
            return _scalar(raw, reader, expand=expand)
        if not high and reader.text[reader.at : reader.at + 1] == '"':
            return Range(_scalar(low, reader, expand=expand), encoded(_quoted(reader)))
        return Range(_scalar(low, reader, expand=expand), _scalar(high, reader, expand=expand))
    low_text = _quoted(reader)
    low_value = encoded(reader.context.expand(low_text) if expand else low_text)
    if not reader.next_is(".."):
        return low_value
    if reader.text[reader.at : reader.at + 1] == '"':
        return Range(low_value, encoded(_quoted(reader)))
    return Range(low_value, _scalar(_bare(reader), reader, expand=False))


def _quoted(reader: _Reader) -> str:
    start = reader.at + 1
    at = start
    text = reader.text
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    if at >= len(text):
        raise reader.fail("a quote is not closed")
    reader.at = at + 1
    return text[start:at].replace('\\"', '"').replace("\\\\", "\\")


def _scalar(raw: str, reader: _Reader, *, expand: bool) -> Scalar:
    if not raw:
        raise reader.fail("a value is expected")
    if raw in ("true", "false"):
        return encoded(raw == "true")
    if _NUMBER.fullmatch(raw):
        return float(raw)
    if expand:
        return encoded(reader.context.expand(raw))
    return encoded(raw)
