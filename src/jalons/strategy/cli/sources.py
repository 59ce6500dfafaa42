"""``jalons strategy sources``: how much of the content rests on a source that was opened."""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from typing import Any

import click

from jalons.foundation.territories import duties
from jalons.kernel.errors import language
from jalons.strategy.cli.words import as_json, print_json, say
from jalons.strategy.engine.diagnosis.referential import Referential
from jalons.strategy.engine.sources.source_counts import (
    Citation,
    SourceCount,
    citations,
    footing_of,
    publisher_counts,
    source_count,
    source_counts,
)
from jalons.strategy.store import catalogue, decree, manifesto, publishers, referential

_WIDTH = 52


@click.command(help=say("cli.sources"))
@as_json
def sources(*, as_json: bool) -> None:
    shipped = referential()
    of_law = _duties()
    rows = (
        *source_counts(catalogue(), manifesto(), decree(), shipped),
        source_count("duties", (each.footing for each in of_law)),
    )
    quoted = (*citations(catalogue(), manifesto(), decree(), shipped), *of_law)
    by_publisher = publisher_counts(quoted, publishers())
    if as_json:
        print_json(
            {
                "written": _written(shipped),
                "sourced": [asdict(row) | {"total": row.total} for row in rows],
                "publishers": [asdict(each) | {"total": each.total} for each in by_publisher],
                "absent": {name: asdict(why) for name, why in shipped.absent.items()},
            }
        )
        return
    click.echo(say("cli.sources_written", **_written(shipped)))
    _print(rows)
    click.echo(say("cli.sources_publishers"))
    _print(by_publisher)
    for why in shipped.absent.values():
        click.echo(why.to(language()))


def _print(rows: tuple[SourceCount, ...]) -> None:
    heads = (say(f"cli.sources_{name}") for name in ("total", "opened", "own", "unopened"))
    click.echo(" " * _WIDTH + "".join(f"{head:>15}" for head in heads))
    for row in rows:
        figures = (row.total, row.opened, row.own, row.unopened)
        name = say(f"cli.sources_kind.{row.kind}")
        click.echo(f"{name:<{_WIDTH}}" + "".join(f"{figure:>15}" for figure in figures))


def _written(found: Referential) -> dict[str, Any]:
    levels = [question.level for question in found.questions()]
    return {
        "reference": found.reference,
        "questions": levels.count(1),
        "details": levels.count(2),
        "milestones": sum(len(path.milestones) for path in found.commitments),
        "actions": len(found.actions),
    }


def _duties() -> tuple[Citation, ...]:
    file = resources.files(duties.PACKAGE) / "data/duties.toml"
    found = duties.parse(file.read_text(encoding="utf-8"))
    return tuple(
        Citation(each.link, each.source, footing_of(verified=each.verified)) for each in found
    )
