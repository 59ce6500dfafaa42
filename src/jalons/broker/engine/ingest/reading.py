"""What a device said, whoever carried it: the one value all the ways in meet on.

Instants are microseconds since 1970. Nothing here has a clock: the present is a parameter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jalons.broker.engine.instants import micros
from jalons.broker.engine.problems import Problem

SECOND = 1_000_000
OLDEST = 946_684_800 * SECOND
"""2000-01-01: a device that says an earlier date has a clock that was never set."""
MOST_AHEAD = 600 * SECOND
NAME = "@name"
"""The path of the name a network gives a device."""
MOST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Signal:
    """How well a message was heard by the gateway that heard it best: dBm, and dB."""

    rssi: float | None = None
    snr: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One message of a device, or one row of a file.

    ``device`` names it (a DevEUI where there is one), ``name`` is what people called it in the
    network, ``names`` is all it may be called by. ``at``
    is when it was measured as far as the carrier knows, None if it does not know. ``values`` is the
    decoded payload, ``raw`` its bytes with the ``port`` they came by. ``battery`` is in percent,
    ``place`` is (longitude, latitude).
    """

    device: str
    at: int | None
    values: Mapping[str, Any]
    raw: bytes = b""
    port: int | None = None
    counter: int | None = None
    battery: float | None = None
    signal: Signal = field(default_factory=Signal)
    place: tuple[float, float] | None = None
    names: tuple[str, ...] = ()
    name: str = ""


def refused(what: str, *, where: str = "", hint: str = "") -> Problem:
    """A refusal: what is wrong, where it stands, how to fix it (``mend`` in its JSON)."""
    text = f"{where}: {what}" if where else what
    return Problem("BadRequestData", f"{text}; {hint}" if hint else text, where=where, mend=hint)


def quoted(value: Any) -> str:
    """A value as a message quotes it, cut when it is long."""
    if isinstance(value, int) and abs(value) > 1 << 62:
        return "a number too large"
    if isinstance(value, Mapping | list):
        return "a list" if isinstance(value, list) else "an object"
    text = repr(value[:100] if isinstance(value, str) else value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def word(value: Any, *, where: str) -> str:
    """A text, or a whole number written as one: the name of a device, the key of a row."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(finite(value, where=where))
    return text_of(value, where=where)


def finite(value: Any, *, where: str) -> float | int:
    """A number of the payload; raises ``Problem`` for NaN, the infinite and what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(f"{quoted(value)} is not a number", where=where, hint="see the payload")
    if isinstance(value, int):
        if abs(value) > 1 << 62:
            raise refused("this number is too large", where=where, hint="check the decoder")
        return value
    if not math.isfinite(value):
        raise refused(f"{value} is not a finite number", where=where, hint="check the sensor")
    return value


def text_of(value: Any, *, where: str) -> str:
    """A text, not empty and not endless; raises ``Problem`` otherwise."""
    if not isinstance(value, str) or not value.strip():
        raise refused("a text is expected", where=where, hint="check the envelope of this source")
    if len(value) > MOST_TEXT or not value.isprintable():
        raise refused("this text is too long or has hidden characters", where=where)
    return value.strip()


def instant(value: Any, *, where: str) -> int:
    """The instant of an ISO 8601 text, to the microsecond; raises ``Problem``."""
    text = text_of(value, where=where)
    if len(text) > 64:
        raise refused(f"{quoted(text)} is not a date and time", where=where)
    try:
        return micros(text)
    except Problem as problem:
        raise refused(problem.detail, where=where, hint="write it in ISO 8601") from problem


def credible(at: int, *, now: int, where: str) -> int:
    """The instant; raises ``Problem`` for the future and for clocks never set."""
    if at > now + MOST_AHEAD:
        raise refused(
            "the date is in the future",
            where=where,
            hint="set the clock of the device, or take the date of reception",
        )
    if at < OLDEST:
        raise refused(
            "the date is before 2000",
            where=where,
            hint="set the clock of the device, or take the date of reception",
        )
    return at
