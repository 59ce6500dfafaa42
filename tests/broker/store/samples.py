"""Entities the tests of the stores write."""

from __future__ import annotations

from typing import Any

from jalons.broker.engine import operations
from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.instants import micros
from jalons.broker.store.contexts import core
from jalons.broker.store.port import Step

NOON = micros("2026-11-24T12:00:00Z")
HOUR = 3_600_000_000
DAY = 24 * HOUR


def iri(name: str) -> str:
    """The expanded name of an attribute or type of the tests."""
    return core().expand(name)


def creation(name: str, /, **attrs: Any) -> Step:
    """The step that creates ``urn:t:name``, of type Lamp unless told otherwise."""
    payload = {"id": f"urn:t:{name}", "type": "Lamp", **attrs}
    return Step(payload["id"], operations.create(expand_entity(payload, core())))


def addition(name: str, /, **attrs: Any) -> Step:
    """The step that puts attributes in ``urn:t:name``."""
    payload = {"id": f"urn:t:{name}", **attrs}
    return Step(payload["id"], operations.append(expand_entity(payload, core(), fragment=True)))
