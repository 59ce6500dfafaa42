"""An observation moves the present on, never back, and is never written twice."""

from __future__ import annotations

from typing import Any

import pytest

from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.ingest.observation_operation import Late, history_rows, observe, remember
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import core

NOON, LATER = "2026-11-24T12:00:00Z", "2026-11-24T13:00:00Z"


def fragment(moment: str, value: float = 1.0, **more: Any) -> dict[str, Any]:
    place = {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [2.0, 48.0]}}
    body = {
        "id": "urn:x:1",
        "type": "T",
        "location": place,
        "v": {"type": "Property", "value": value, "observedAt": moment},
        **more,
    }
    return expand_entity(body, core())


def value(doc: dict[str, Any] | None, name: str = "v") -> Any:
    assert doc is not None
    return doc["attrs"][core().expand(name)][0]["value"]


def test_the_first_observation_makes_the_entity_and_the_next_moves_it_on() -> None:
    first = observe(fragment(NOON, 1))(None, NOON)
    second = observe(fragment(LATER, 2))(first.after, LATER)
    assert value(second.after) == 2
    assert [change.attr for change in second.changes] == [core().expand("v")]


def test_an_observation_as_old_or_older_is_late_and_changes_nothing() -> None:
    current = observe(fragment(LATER, 2))(None, LATER).after
    for moment in (NOON, LATER):
        with pytest.raises(Late):
            observe(fragment(moment))(current, LATER)


def test_a_late_observation_is_for_the_history_only_except_what_is_new_in_it() -> None:
    current = observe(fragment(LATER, 2))(None, LATER).after
    extra = {"w": {"type": "Property", "value": 7, "observedAt": NOON}}
    after = remember(fragment(NOON, 1, **extra))(current, LATER).after
    assert (value(after), value(after, "w")) == (2, 7)
    assert remember(fragment(NOON, 1))(current, LATER).after is current
    rows = history_rows(fragment(NOON, 1, **extra), LATER)
    assert sorted((row.attr.rpartition("/")[2], row.value) for row in rows) == [("v", 1), ("w", 7)]


def test_what_was_erased_meanwhile_is_not_brought_back_by_a_late_observation() -> None:
    with pytest.raises(Problem, match="gone"):
        remember(fragment(NOON))(None, LATER)
