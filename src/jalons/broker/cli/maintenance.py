"""The commands that look after a store: retention, and moving to a store of the other kind."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import click

from jalons.broker.engine.problems import Problem, bad
from jalons.broker.engine.temporal.retention import RetentionRule
from jalons.kernel import Messages

say = Messages.of("jalons.broker").text
RULE = frozenset({"type", "keep_days", "daily_after", "hourly_after"})


@click.command(help=say("cli.tidy"))
@click.option("--store", default="sqlite:///twin.db", help=say("cli.tidy_store"))
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=say("cli.rules"),
)
def tidy(*, store: str, rules: Path | None) -> None:
    from jalons.broker.store.factory import opened
    from jalons.broker.store.maintenance.retention import tidy as tidied
    from jalons.broker.store.maintenance.retention import tidy_promised
    from jalons.broker.store.policies.book import PolicyBook

    with _failing_with_a_sentence():
        rules_read = read_rules(rules.read_text(encoding="utf-8")) if rules is not None else None
        with closing(opened(store)) as database:
            policies = PolicyBook(database)
            for tenant in database.tenants():
                if rules_read is None:
                    done = tidy_promised(database, tenant, policies.of(tenant), now=_now())
                else:
                    done = tidied(database, tenant, rules_read, now=_now())
                click.echo(
                    say("cli.tidied", tenant=tenant or "—", entities=done.entities,
                        condensed=done.condensed, months=done.months)
                )  # fmt: skip
            database.roll_up(now=_now())


@click.command(help=say("cli.migrate"))
@click.option("--from", "source", required=True, help=say("cli.migrate_from"))
@click.option("--to", "target", required=True, help=say("cli.migrate_to"))
def migrate(*, source: str, target: str) -> None:
    from jalons.broker.store.factory import opened
    from jalons.broker.store.maintenance.migration import copied

    with _failing_with_a_sentence(), ExitStack() as both:
        if source == target:
            raise bad("a store is not copied into itself")
        database, made = (both.enter_context(closing(opened(each))) for each in (source, target))
        done = copied(
            database,
            made,
            now=_now(),
            progress=lambda count: click.echo(say("cli.copying", count=count), err=True),
        )
        click.echo(
            say("cli.migrated", tenants=done.tenants, entities=done.entities, rows=done.rows,
                documents=done.documents, written=done.written)
        )  # fmt: skip


def read_rules(text: str) -> dict[str, RetentionRule]:
    """Rules by expanded type, from a TOML file of ``[[rule]]`` tables; ``type = "*"`` for the rest.

    Raises ``Problem`` naming the wrong table.
    """
    from jalons.broker.store.contexts import core

    try:
        tables: Any = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        raise bad(f"the file of rules is no TOML: {error}") from error
    if not isinstance(tables, list) or not tables:
        raise bad("the file of rules holds no [[rule]]")
    found = {}
    for number, table in enumerate(tables, 1):
        days = _days(table, number)
        kind = str(table["type"])
        found["*" if kind == "*" else core().expand(kind)] = RetentionRule(**days)
    return found


def _days(table: Any, number: int) -> Mapping[str, int]:
    if not isinstance(table, dict) or "type" not in table or not set(table) <= RULE:
        raise bad(f"rule {number}: a type, and some of keep_days, daily_after, hourly_after")
    days = {name: value for name, value in table.items() if name != "type"}
    if not days or not all(type(value) is int for value in days.values()):
        raise bad(f"rule {number} ({table['type']!r}): days are whole numbers")
    return days


@contextmanager
def _failing_with_a_sentence() -> Iterator[None]:
    """A problem becomes a sentence and a failed command, not a trace."""
    try:
        yield
    except Problem as problem:
        raise click.ClickException(str(problem)) from problem


def _now() -> int:
    return time.time_ns() // 1000
