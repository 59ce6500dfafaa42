"""The values of a message, from which a person makes a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .envelopes import ENVELOPES, opened
from .notifications import fragments
from .observations import MISSING, valued
from .plan import NOTIFIED
from .reading import NAME, refused

MOST_VALUES = 60


def message_values(envelope: str, items: str, message: Any) -> list[tuple[str, str]]:
    """The values of a message, or of its first item: (path, the value as a text).

    Raises ``Problem`` for a message that is not of the envelope, or measures nothing.
    """
    if envelope in NOTIFIED:
        fragments(envelope, message)
        return []  # its entities come as they are: there is nothing to choose
    if envelope in ENVELOPES:
        reading = opened(envelope, message)
        if reading is None:
            raise refused("this message measures nothing", hint="take an uplink of a sensor")
        own = {
            NAME: reading.name or None,
            "@battery": reading.battery,
            "@rssi": reading.signal.rssi,
            "@snr": reading.signal.snr,
        }
        own_values = [(name, str(value)) for name, value in own.items() if value is not None]
        return [*_leaves(reading.values, ""), *own_values][:MOST_VALUES]
    found = valued(message, items) if items else message
    if found is MISSING:
        raise refused("there is nothing there", where=items, hint="check items")
    first = found[0] if isinstance(found, list) and found else found
    if not isinstance(first, Mapping):
        raise refused("an object is expected", hint="check items")
    return list(_leaves(first, ""))[:MOST_VALUES]


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The scalars of a value with their paths, a few levels down."""
    if path.count(".") > 5:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for rank, inner in enumerate(value[:5]):
            yield from _leaves(inner, f"{path}.{rank}")
    elif value is not None and path:
        yield path, str(value)[:60]
