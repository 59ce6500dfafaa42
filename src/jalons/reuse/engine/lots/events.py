"""The events of a lot, written one after the other, and their file."""

from __future__ import annotations

from typing import Any

from jalons.reuse.engine.lots.chain import FORMAT, canonical, hash_of


def seal(at: str, kind: str, content: Any, last: dict[str, Any] | None = None) -> dict[str, Any]:
    """The event that follows ``last``, None for the first one."""
    number, previous = (last["number"] + 1, last["hash"]) if last else (1, "")
    event = {"number": number, "at": at, "kind": kind, "content": content, "previous": previous}
    return {**event, "hash": hash_of(event)}


def exported(events: list[dict[str, Any]]) -> bytes:
    """The events of a lot as a file to pass on; its ``head`` is the hash printed on the slip."""
    return canonical({"events": events, "format": FORMAT, "head": events[-1]["hash"]})
