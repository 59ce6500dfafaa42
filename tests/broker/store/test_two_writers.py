"""Two processes on one file: a command that writes while the broker serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jalons.broker.engine import operations
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.port import Step
from jalons.broker.store.sqlite import SqliteStore

NOW = 1_800_000_000_000_000


def sensor(key: str, value: int) -> Step:
    level = {"type": "Property", "value": value, "observedAt": "2026-11-24T10:00:00Z"}
    doc: dict[str, Any] = {
        "id": key,
        "type": ["https://x/Sensor"],
        "attrs": {"https://x/level": [level]},
    }
    return Step(key, operations.create(doc))


def test_two_writers_of_one_file_lose_nothing_and_read_each_other(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "twin.db", durability="off")
    second = SqliteStore(tmp_path / "twin.db", durability="off")
    for number in range(20):
        writer = (first, second)[number % 2]
        writer.write("town", [sensor(f"urn:x:{number}", number)], now=NOW + number)
    keys = [f"urn:x:{number}" for number in range(20)]
    for reader in (first, second):
        found = reader.read("town", keys)
        assert [found[k]["attrs"]["https://x/level"][0]["value"] for k in keys] == list(range(20))
        told = {
            s.entity: s.rows[0].value for s in reader.history("town", HistoryQuery(tuple(keys)))
        }
        assert told == {key: number for number, key in enumerate(keys)}
    first.close()
    second.close()


def test_a_tenant_another_process_made_is_read_at_once(tmp_path: Path) -> None:
    serving = SqliteStore(tmp_path / "twin.db", durability="off")
    loading = SqliteStore(tmp_path / "twin.db", durability="off")
    assert serving.read("town", ["urn:x:1"]) == {}
    loading.write("town", [sensor("urn:x:1", 1)], now=NOW)
    assert list(serving.read("town", ["urn:x:1"])) == ["urn:x:1"]
    loading.close()
    serving.close()
