"""The tree every query language is read into, and the value an index keeps of each leaf.

A **leaf** is (path, value): a place in an entity and one scalar found there. Types, scopes, values,
members of JSON values and attributes of attributes are all leaves, so that one index answers
every query. Numbers are ``float``; texts as they are; what is neither under a mark.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from jalons.broker.engine.instants import sortable

Scalar = float | str
Operator = Literal["==", "!=", ">", ">=", "<", "<=", "~=", "!~=", "starts"]

TYPE = "@type"
SCOPE = "@scope"
DATASET = "@dataset"
STEP = "\x1f"
TRUE = "\x01true"
FALSE = "\x01false"
PRESENT = "\x02"
FIRST_TEXT = "\x03"
LONGEST = 480


def encoded(value: Any) -> Scalar:
    """The value an index keeps of a JSON scalar; long texts are cut and end with a hash."""
    kind = type(value)
    if kind is float or kind is int:
        return float(value)
    if kind is bool:
        return TRUE if value else FALSE
    text = sortable(str(value)) if len(value) < 40 else value
    if text < FIRST_TEXT or "\x00" in text:
        text = FIRST_TEXT + text.replace("\x00", "\x02")
    if len(text) > LONGEST:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return f"{text[:LONGEST]}…{digest}"
    return text


def path(*names: str, members: tuple[str, ...] = ()) -> str:
    """The path of an attribute (its expanded name, then those of its attributes) or of a member."""
    joined = STEP.join(names)
    return f"{joined}[{'.'.join(members)}]" if members else joined


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, both included."""

    low: Scalar
    high: Scalar


@dataclass(frozen=True, slots=True)
class Has:
    """Entities that have something at ``path``."""

    path: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Entities with a leaf at ``path`` that compares to one of ``values``.

    ``!=`` and ``!~=`` want none.
    """

    path: str
    operator: Operator
    values: tuple[Scalar | Range, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Entities every part matches."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Entities one part matches at least."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Entities the part does not match."""

    part: Node


Node = Has | Compare | All | Either | Not


def conjunction(*parts: Node | None) -> Node | None:
    """All the parts there are; None when there is none."""
    there = tuple(part for part in parts if part is not None)
    if len(there) < 2:
        return there[0] if there else None
    return All(there)
