"""Days as a calendar other programs subscribe to (RFC 5545).

Written here rather than with a library: a feed of whole days needs six properties.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST = 75  # octets of a line, RFC 5545 § 3.1


@dataclass(frozen=True, slots=True)
class DayEvent:
    """A whole day; ``uid`` never changes."""

    uid: str
    day: date
    summary: str
    description: str = ""
    link: str = ""


def calendar_text(events: Iterable[DayEvent], *, name: str, made_at: datetime) -> str:
    """The calendar as text, lines ended by CRLF and folded at 75 octets. ``made_at`` is aware."""
    stamp = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Jalons//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(event: DayEvent, stamp: str) -> list[str]:
    following = event.day + timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{following:%Y%m%d}",
        f"SUMMARY:{escaped(event.summary)}",
        *([f"DESCRIPTION:{escaped(event.description)}"] if event.description else []),
        *([f"URL:{_one_line(event.link)}"] if event.link else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _one_line(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def escaped(text: str) -> str:
    r"""A text safe in a calendar: no control character, marks of the format behind a backslash.

    >>> escaped("Voirie, phase 1;\nétude")
    'Voirie\\, phase 1\\;\\nétude'
    """
    safe = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    safe = safe.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return _one_line(safe)


def folded(line: str) -> list[str]:
    """A line cut at 75 octets, never inside a letter; what follows starts with a space."""
    found, current, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            found.append(current)
            current, size = " ", 1
        current += letter
        size += octets
    return [*found, current]
