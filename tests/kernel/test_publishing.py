"""An indicator is recorded while it is known, and withdrawn once it is not."""

from __future__ import annotations

import pytest

from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import observation_store, publish

ORIGIN = Urn("sample", "town.2025")
SHARE = Observation(
    indicator="sample.share",
    value=Interval.exact(12.0),
    unit=Unit.parse("%"),
    period=Period.year(2025),
    perimeter=Perimeter(Urn("authority", "town"), ("all",), ()),
    sources=(Source("Accounts", "Town", None, "–"),),
    method="sample/1",
    status=Status.DECLARED,
    origin=ORIGIN,
)


class Store:
    """What is known now, by origin."""

    def __init__(self):
        self.known = {}

    def record(self, observations):
        self.known |= {each.origin: each for each in observations}

    def withdraw(self, origin):
        self.known.pop(origin, None)


@pytest.fixture
def store(monkeypatch):
    plugged = Store()
    monkeypatch.setattr(observation_store, "_plugged", plugged)
    return plugged


def test_a_known_figure_is_recorded(store):
    publish(ORIGIN, SHARE)
    assert store.known == {ORIGIN: SHARE}


def test_a_figure_unknown_again_is_withdrawn(store):
    publish(ORIGIN, SHARE)
    publish(ORIGIN, None)
    assert store.known == {}
