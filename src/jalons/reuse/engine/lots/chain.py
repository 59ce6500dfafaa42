"""The events of a lot, each with the hash of the one before: standard library only, any Python.

An event is a JSON object: number, at, kind, content, previous, hash. Its hash is the SHA-256 of its
other members written as RFC 8785 says (sorted keys, no space, UTF-8); there are no fractions.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, NamedTuple

FORMAT = "jalons-lot/1"


class Break(NamedTuple):
    """Where a chain breaks: the number of the event (0: the file itself) and a code."""

    number: int
    code: str


def canonical(value: Any) -> bytes:
    """A JSON value as bytes, always the same for the same value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def hash_of(event: dict[str, Any]) -> str:
    """The SHA-256 of an event, in 64 hexadecimal digits; its own ``hash`` is left aside."""
    return sha256(canonical({k: v for k, v in event.items() if k != "hash"})).hexdigest()


def verify(raw: bytes) -> tuple[Break, ...]:
    """Where an exported file was changed, each event named; nothing when no byte was."""
    try:
        file = json.loads(raw)
        events = file["events"]
        found = [Break(n, code) for n, each in enumerate(events, 1) for code in _codes(each, n)]
        pairs = enumerate(zip(events, events[1:]), 2)  # noqa: B905, RUF007  one is shorter
        found += [Break(n, "link") for n, (a, b) in pairs if b["previous"] != a["hash"]]
        if events and events[0]["previous"]:
            found.append(Break(1, "link"))
        if not events or (file["head"], file["format"]) != (events[-1]["hash"], FORMAT):
            found.append(Break(0, "head"))
        return tuple(sorted(found)) or (() if canonical(file) == raw else (Break(0, "bytes"),))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return (Break(0, "unreadable"),)


def _codes(event: dict[str, Any], number: int) -> list[str]:
    codes = [] if event["hash"] == hash_of(event) else ["content"]
    return codes if event["number"] == number else [*codes, "number"]
