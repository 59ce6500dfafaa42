"""The usual procedures of a municipality, a list to start from, and the bounds of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from jalons.inclusion.engine.hours import Span
from jalons.inclusion.engine.procedures.rules import Bounds, Way
from jalons.kernel import Source
from jalons.kernel.tables import package_table

Domain = Literal[
    "civil", "identity", "citizenship", "childhood", "solidarity", "housing", "daily", "culture",
    "other",
]  # fmt: skip
DOMAINS: tuple[str, ...] = get_args(Domain)
_LEAST = 30  # minutes open out of office hours that count


class Usual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A usual procedure: its name by language, its domain, the ways people usually find."""

    id: Annotated[str, Meta(pattern=r"^[a-z_]+$")]
    domain: Domain
    name: dict[Literal["fr", "en"], str]
    ways: tuple[Way, ...]


class _Office(msgspec.Struct, frozen=True):
    start: int = msgspec.field(name="from")
    end: int = msgspec.field(name="to")
    noon: tuple[int, int]


@cache
def usual() -> tuple[Usual, ...]:
    """The usual procedures, in the order of their domains."""
    found = msgspec.convert(package_table("jalons.inclusion", "procedures")["procedures"],
                            tuple[Usual, ...])  # fmt: skip
    return tuple(sorted(found, key=lambda each: DOMAINS.index(each.domain)))


def bounds() -> Bounds:
    """The bounds of the rules: a judgement of Jalons."""
    return Bounds(**package_table("jalons.inclusion", "procedures")["bounds"])


def sources() -> tuple[Source, ...]:
    """What the list and the rules rest on."""
    table = package_table("jalons.inclusion", "procedures")
    return (Source(**table["source"]), *(Source(**text) for text in table["texts"]))


def is_outside(spans: Iterable[Span]) -> bool:
    """Whether a week has half an hour for people who work: a weekend, a noon, an evening."""
    office = msgspec.convert(package_table("jalons.inclusion", "procedures")["office"], _Office)
    first, last = office.noon

    def minutes(span: Span) -> int:
        if span.day > 4:
            return span.end - span.start
        early = min(span.end, office.start) - span.start
        late = span.end - max(span.start, office.end)
        noon = min(span.end, last) - max(span.start, first)
        return max(early, late, noon)

    return any(minutes(span) >= _LEAST for span in spans)
