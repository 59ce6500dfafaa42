"""Each tenant has its own things, and is told which one it is in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from living_broker import Living, living

ENTITY = {"id": "urn:x:1", "type": "T"}
ONE = {"NGSILD-Tenant": "one"}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path) as one:
        yield one


def test_a_tenant_exists_once_something_is_kept_in_it(broker: Living) -> None:
    answer = broker.ask("GET", "/entities?type=T", headers=ONE)
    assert (answer.status, answer.body["title"]) == (404, "NonexistentTenant")
    assert broker.ask("POST", "/entities", ENTITY, ONE).status == 201
    assert broker.ask("GET", "/entities?type=T", headers=ONE).body == [ENTITY]


def test_the_default_tenant_always_exists(broker: Living) -> None:
    assert broker.ask("GET", "/entities?type=T").body == []


def test_nobody_sees_what_another_tenant_has(broker: Living) -> None:
    broker.ask("POST", "/entities", ENTITY, ONE)
    other = {"NGSILD-Tenant": "two"}
    broker.ask("POST", "/entities", ENTITY | {"id": "urn:x:2"}, other)
    assert broker.ask("GET", "/entities/urn:x:1", headers=other).status == 404
    assert broker.ask("GET", "/entities/urn:x:1").status == 404
    assert broker.ask("DELETE", "/entities/urn:x:1", headers=other).status == 404
    assert broker.ask("GET", "/entities/urn:x:1", headers=ONE).status == 200


@pytest.mark.parametrize("path", ["/entities/urn:x:1", "/entities/urn:x:2", "/entities?limit=x"])
def test_answers_and_refusals_say_which_tenant_they_are_about(broker: Living, path: str) -> None:
    created = broker.ask("POST", "/entities", ENTITY, ONE)
    assert created.headers["NGSILD-Tenant"] == "one"
    assert broker.ask("GET", path, headers=ONE).headers["NGSILD-Tenant"] == "one"
    assert "NGSILD-Tenant" not in broker.ask("GET", path).headers
