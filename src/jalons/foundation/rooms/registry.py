"""The rooms of this instance, registered by ``site`` at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from jalons.foundation.rooms.declaration import Room, Topic, Verb
from jalons.kernel.contracts import Port

_rooms: Port[tuple[Room, ...]] = Port("rooms")


def install(names: Iterable[str]) -> None:
    """Read the declaration of each room: ``jalons.<name>.room.room``, in this order."""
    _rooms.connect(tuple(import_module(f"jalons.{name}.room").room for name in names))


def rooms() -> tuple[Room, ...]:
    """Every room of this instance."""
    return _rooms()


def topics() -> Iterable[tuple[Room, Topic]]:
    """Every topic of every room."""
    return ((room, topic) for room in rooms() for topic in room.topics)


def hub(verb: Verb) -> list[tuple[Room, Topic]]:
    """The topics the hub of a word leads to, in the order they declare."""
    found = [(room, topic) for room, topic in topics() if topic.verb is verb and topic.page]
    return sorted(found, key=lambda each: each[1].order)


def loaded(names: Callable[[Room], str | Iterable[str]]) -> list[Any]:
    """What rooms declare by dotted name, imported: ``loaded(lambda room: room.web.daily)``."""
    found: list[Any] = []
    for room in rooms():
        named = names(room)
        found += map(room.load, filter(None, [named] if isinstance(named, str) else named))
    return found


def provided(name: Callable[[Room], str]) -> Any | None:
    """The value of the one room that declares it, None when no room does."""
    return next(iter(loaded(name)), None)
