"""Every entity that observed something is counted, however many there are, in both stores."""

from __future__ import annotations

from typing import Any

from jalons.broker.engine import operations
from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.instants import micros
from jalons.broker.store.contexts import core
from jalons.broker.store.observer_counts import observing
from jalons.broker.store.port import Step

NOW = 1_700_000_000_000_000
SINCE = micros("2026-01-01T00:00:00+01:00")


def keep(store: Any, *entities: dict[str, Any], tenant: str = "") -> None:
    docs = [expand_entity(each, core()) for each in entities]
    store.write(tenant, [Step(doc["id"], operations.create(doc)) for doc in docs], now=NOW)


def sensor(name: object, **values: str) -> dict[str, Any]:
    """A sensor of which each attribute was observed at an instant."""
    attributes = {key: {"value": 1, "observedAt": at} for key, at in values.items()}
    return {"id": f"urn:s:{name}", "type": "Sensor", **attributes}


def test_more_than_a_page_of_them_is_counted_exactly(store: Any) -> None:
    for start in range(0, 6_000, 1_000):
        keep(
            store,
            *(sensor(n, t="2026-03-01T00:00:00Z") for n in range(start, start + 1_000)),
        )
    keep(store, *(sensor(f"old-{n}", t="2025-03-01T00:00:00Z") for n in range(50)))
    assert observing(store, "", since=SINCE) == 6_000


def test_the_first_instant_of_the_year_counts_and_the_one_before_does_not(store: Any) -> None:
    keep(
        store,
        sensor("a", t="2025-12-31T23:00:00Z"),
        sensor("b", t="2025-12-31T22:59:59.999999Z"),
        sensor("c", t="2025-01-01T00:00:00Z", u="2026-02-01T00:00:00Z"),
        {"id": "urn:s:d", "type": "Sensor", "t": 5},
    )
    assert observing(store, "", since=SINCE) == 2


def test_each_tenant_counts_its_own_and_one_without_entities_counts_none(store: Any) -> None:
    keep(store, sensor("a", t="2026-02-01T00:00:00Z"), tenant="vitre")
    assert (observing(store, "vitre", since=SINCE), observing(store, "", since=SINCE)) == (1, 0)


def test_an_observation_of_a_dataset_counts(store: Any) -> None:
    values = [
        {"value": 1, "observedAt": "2025-02-01T00:00:00Z"},
        {"value": 2, "observedAt": "2026-02-01T00:00:00Z", "datasetId": "urn:top"},
    ]
    keep(store, {"id": "urn:s:a", "type": "Sensor", "t": values})
    assert observing(store, "", since=SINCE) == 1


def test_a_type_with_hundreds_of_attributes_is_counted(store: Any) -> None:
    keep(store, sensor("a", **{f"t{n}": "2026-02-01T00:00:00Z" for n in range(400)}))
    assert observing(store, "", since=SINCE) == 1
