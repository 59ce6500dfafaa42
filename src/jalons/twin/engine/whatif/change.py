"""The changes of a scenario, as data: frozen, checked when made, written to JSON and read back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jalons.kernel.errors import JalonsError

DAY = 24 * 60  # minutes
MOST_CHANGES = 20
_HOUR = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


class WhatIfError(JalonsError):
    """A scenario that cannot be read or run, told in words people can act on."""

    package = "jalons.twin"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of the legal clock, from ``start`` to ``end``, in minutes; through midnight if need be.

    >>> Span.of("23:00", "05:00").hours
    6.0

    Raises ``WhatIfError`` (``whatif_hours``) for what is no hour, or an empty span.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and 0 <= self.end < DAY) or self.start == self.end:
            raise WhatIfError("whatif_hours", start=clock(self.start), end=clock(self.end))

    @classmethod
    def of(cls, start: str, end: str) -> Span:
        """The span between two hours written ``HH:MM``; 24:00 is midnight."""
        return cls(minutes(start) % DAY, minutes(end) % DAY)

    @property
    def hours(self) -> float:
        """How long it lasts, in hours."""
        return ((self.end - self.start) % DAY) / 60

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """The same hours within one day: one part, or two when it goes through midnight."""
        if self.start < self.end:
            return ((self.start, self.end),)
        return ((self.start, DAY), *(((0, self.end),) if self.end else ()))

    def document(self) -> dict[str, str]:
        """The span as an entity and a file hold it."""
        return {"from": clock(self.start), "to": clock(self.end)}


def minutes(text: str) -> int:
    """Minutes since midnight of an hour written ``HH:MM``."""
    match = _HOUR.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise WhatIfError("whatif_hours", start=str(text)[:20], end="")
    return int(match[1]) * 60 + int(match[2])


def clock(value: int) -> str:
    """An hour written ``HH:MM``, from minutes since midnight."""
    return f"{value // 60:02d}:{value % 60:02d}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which entities: those of a type (its short name or its IRI), and of a query ``q`` if any."""

    type: str
    q: str = ""

    def __post_init__(self) -> None:
        if not self.type.strip():
            raise WhatIfError("whatif_type_missing")


@dataclass(frozen=True, slots=True)
class SetValue:
    """An attribute takes a value; an entity without it gains it."""

    where: Selection
    attribute: str
    value: float | str | bool

    def __post_init__(self) -> None:
        _named(self.attribute)
        number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if number and not math.isfinite(float(self.value)):
            raise WhatIfError("whatif_value", value=str(self.value))


@dataclass(frozen=True, slots=True)
class Scale:
    """A number is multiplied by a factor, from 0 to 1,000."""

    where: Selection
    attribute: str
    factor: float

    def __post_init__(self) -> None:
        _named(self.attribute)
        if not 0 <= self.factor <= 1_000:
            raise WhatIfError("whatif_factor", factor=self.factor)


@dataclass(frozen=True, slots=True)
class Dim:
    """Lights give ``level`` (0 to 1) of their light during ``span``; dimmer hours stay as dim."""

    where: Selection
    span: Span
    level: float

    def __post_init__(self) -> None:
        if not 0 <= self.level <= 1:
            raise WhatIfError("whatif_level", level=self.level)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Lights are off during some hours: besides those there are (``adds``), or in their place."""

    where: Selection
    off: tuple[Span, ...]
    adds: bool = True


@dataclass(frozen=True, slots=True)
class RouteHeat:
    """The heat of a server room goes to a need; both are identifiers of entities."""

    room: str
    need: str

    def __post_init__(self) -> None:
        if not self.room or not self.need:
            raise WhatIfError("whatif_heat_ends")


Change = SetValue | Scale | Dim | Schedule | RouteHeat


def _named(attribute: str) -> None:
    if not attribute.strip():
        raise WhatIfError("whatif_attribute_missing")


def document(change: Change) -> dict[str, Any]:
    """A change as JSON; ``read`` gives it back."""
    match change:
        case RouteHeat():
            return {"kind": "route_heat", "room": change.room, "need": change.need}
        case SetValue():
            more: dict[str, Any] = {"attribute": change.attribute, "value": change.value}
            kind = "set_value"
        case Scale():
            more = {"attribute": change.attribute, "factor": change.factor}
            kind = "scale"
        case Dim():
            more = {**change.span.document(), "level": change.level}
            kind = "dim"
        case Schedule():
            more = {"off": [span.document() for span in change.off], "adds": change.adds}
            kind = "schedule"
    return {"kind": kind, "type": change.where.type, "q": change.where.q, **more}


def read(told: Mapping[str, Any]) -> Change:
    """The change of a JSON object; raises ``WhatIfError`` where it tells none."""
    try:
        kind = told["kind"]
        if kind == "route_heat":
            return RouteHeat(str(told["room"]), str(told["need"]))
        where = Selection(str(told["type"]), str(told.get("q", "")))
        if kind == "set_value":
            return SetValue(where, str(told["attribute"]), told["value"])
        if kind == "scale":
            return Scale(where, str(told["attribute"]), float(told["factor"]))
        if kind == "dim":
            return Dim(where, Span.of(told["from"], told["to"]), float(told["level"]))
        if kind == "schedule":
            off = tuple(Span.of(each["from"], each["to"]) for each in told["off"])
            return Schedule(where, off, adds=bool(told.get("adds", True)))
    except (KeyError, TypeError, ValueError) as error:
        raise WhatIfError("whatif_change_unknown", change=str(told)[:120]) from error
    raise WhatIfError("whatif_change_unknown", change=str(kind)[:120])


def read_all(told: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The changes of a scenario, in order; raises ``WhatIfError`` beyond ``MOST_CHANGES``."""
    changes = tuple(read(each) for each in told)
    if len(changes) > MOST_CHANGES:
        raise WhatIfError("whatif_too_many", most=MOST_CHANGES)
    return changes
