"""``jalons twin tidy`` and ``jalons twin migrate``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jalons.broker.engine import operations
from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.instants import written
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.contexts import core
from jalons.broker.store.factory import opened
from jalons.broker.store.port import Step
from jalons.twin.cli import commands

DAY = 86_400_000_000


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A store with a lamp observed today and 400 days ago."""
    now = time.time_ns() // 1000
    found = f"sqlite:///{tmp_path / 'twin.db'}"
    store = opened(found)
    for operation, days in ((operations.create, 400), (operations.append, 0)):
        power = {"type": "Property", "value": days, "observedAt": written(now - days * DAY)}
        doc = expand_entity({"id": "urn:t:a", "type": "Lamp", "power": power}, core())
        store.write("", [Step("urn:t:a", operation(doc))], now=now)
    store.close()
    return found


def _run(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words))


def _values(address: str) -> list[Any]:
    store = opened(address)
    found = [row.value for s in store.history("", HistoryQuery(("urn:t:a",))) for row in s.rows]
    store.close()
    return found


def test_tidy_applies_the_rules_of_a_file(address: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\ntype = "Lamp"\nkeep_days = 365\n')
    result = _run("tidy", "--store", address, "--rules", str(rules))
    assert result.exit_code == 0, result.output
    assert _values(address) == [0]


def test_without_a_file_nothing_goes_but_what_a_policy_promised(address: str) -> None:
    assert _run("tidy", "--store", address).exit_code == 0
    assert _values(address) == [400, 0]
    store = opened(address)
    from jalons.broker.engine.policies.policy import TypePolicy
    from jalons.broker.store.policies.book import PolicyBook

    PolicyBook(store).keep("", TypePolicy(core().expand("Lamp"), retention_days=30))
    store.close()
    assert _run("tidy", "--store", address).exit_code == 0
    assert _values(address) == [0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[rule", "no TOML"),
        ("", r"no \[\[rule\]\]"),
        ('[[rule]]\ntype = "Lamp"\n', "days are whole numbers"),
        ('[[rule]]\ntype = "Lamp"\nkeep = 3\n', "rule 1"),
        ('[[rule]]\ntype = "Lamp"\nkeep_days = 0\n', "one at the least"),
    ],
)
def test_rules_that_are_wrong_are_told(text: str, why: str, address: str, tmp_path: Path) -> None:
    import re

    rules = tmp_path / "rules.toml"
    rules.write_text(text)
    result = _run("tidy", "--store", address, "--rules", str(rules))
    assert result.exit_code == 1
    assert re.search(why, result.output)
    assert _values(address) == [400, 0]


def test_migrate_copies_and_says_what_it_compared(address: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'other.db'}"
    for written_now in (1, 0):
        result = _run("migrate", "--from", address, "--to", target)
        assert result.exit_code == 0, result.output
        assert f"{written_now} " in result.output
    assert _values(target) == [400, 0]
    store = opened(target)
    assert store.query("", EntityQuery(counted=True)).total == 1
    store.close()


def test_a_store_is_not_copied_into_itself(address: str) -> None:
    result = _run("migrate", "--from", address, "--to", address)
    assert result.exit_code == 1
    assert "into itself" in result.output
