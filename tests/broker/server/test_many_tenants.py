"""What a broker looks at every few seconds costs the same for one tenant and for forty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jalons.broker.server.active_subscriptions import Watch
from jalons.broker.server.alone import made
from jalons.broker.server.broker import Broker
from jalons.broker.server.ingest import runner, sources


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    one = made(
        store=f"sqlite:///{tmp_path}/twin.db", durability="off", contexts={}, open_test_mode=True
    )
    yield one
    one.store.close()


def test_sources_and_subscriptions_of_all_tenants_are_found_by_one_query_each(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, asked = broker.store, []
    for number in range(40):
        document = {"key": "k", "way": "mqtt", "enabled": number % 2 == 0}
        store.put(f"town-{number}", sources.KIND, "k", document)
    rows = store.rows
    monkeypatch.setattr(store, "rows", lambda *query: asked.append(query) or rows(*query))
    assert len(runner._wanted(broker)) == 20
    assert len(asked) == 1
    asked.clear()
    Watch().load(store, broker.contexts)
    assert len(asked) == 1
