"""The changes of a scenario as data: frozen, validated, written to JSON and read back."""

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
    """A scenario that cannot be read or run."""

    package = "jalons.twin"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of the legal clock, ``start`` to ``end``, in minutes; they may go through midnight.

    >>> Span.of("23:00", "05:00").hours
    6.0

    Raises ``WhatIfError`` (``whatif_hours``) for an hour that does not exist or an empty span.
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
        """Its duration in hours."""
        return ((self.end - self.start) % DAY) / 60

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """The same hours within one day: one part, or two when it goes through midnight."""
        if self.start < self.end:
            return ((self.start, self.end),)
        return ((self.start, DAY), *(((0, self.end),) if self.end else ()))

    def document(self) -> dict[str, str]:
        """The span as stored in an entity or a file."""
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
    """Entities of a type (short name or IRI), filtered by a query ``q`` if there is one."""

    type: str
    q: str = ""

    def __post_init__(self) -> None:
        if not self.type.strip():
            raise WhatIfError("whatif_type_missing")


@dataclass(frozen=True, slots=True)
class SetValue:
    """An attribute gets a value; an entity without the attribute gets it too."""

    where: Selection
    attribute: str
    value: float | str | bool

    def __post_init__(self) -> None:
        _require(self.attribute)
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
        _require(self.attribute)
        if not 0 <= self.factor <= 1_000:
            raise WhatIfError("whatif_factor", factor=self.factor)


@dataclass(frozen=True, slots=True)
class Dim:
    """Lights give ``level`` (0 to 1) of their light during ``span``; lower levels stay."""

    where: Selection
    span: Span
    level: float

    def __post_init__(self) -> None:
        if not 0 <= self.level <= 1:
            raise WhatIfError("whatif_level", level=self.level)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Lights are off during some hours: added to the present ones (``adds``) or instead."""

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


def _require(attribute: str) -> None:
    if not attribute.strip():
        raise WhatIfError("whatif_attribute_missing")


def document(change: Change) -> dict[str, Any]:
    """A change as JSON; ``read`` is the inverse."""
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


def read(data: Mapping[str, Any]) -> Change:
    """The change of a JSON object; raises ``WhatIfError`` when it is not one."""
    try:
        kind = data["kind"]
        if kind == "route_heat":
            return RouteHeat(str(data["room"]), str(data["need"]))
        where = Selection(str(data["type"]), str(data.get("q", "")))
        if kind == "set_value":
            return SetValue(where, str(data["attribute"]), data["value"])
        if kind == "scale":
            return Scale(where, str(data["attribute"]), float(data["factor"]))
        if kind == "dim":
            return Dim(where, Span.of(data["from"], data["to"]), float(data["level"]))
        if kind == "schedule":
            off = tuple(Span.of(each["from"], each["to"]) for each in data["off"])
            return Schedule(where, off, adds=bool(data.get("adds", True)))
    except (KeyError, TypeError, ValueError) as error:
        raise WhatIfError("whatif_change_unknown", change=str(data)[:120]) from error
    raise WhatIfError("whatif_change_unknown", change=str(kind)[:120])


def read_all(data: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The changes of a scenario, in order; raises ``WhatIfError`` beyond ``MOST_CHANGES``."""
    changes = tuple(read(change) for change in data)
    if len(changes) > MOST_CHANGES:
        raise WhatIfError("whatif_too_many", most=MOST_CHANGES)
    return changes
