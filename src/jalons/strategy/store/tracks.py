"""Reads the three tracks by size."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from jalons.strategy.engine.diagnosis.referential import FACT_NAMES, Facts
from jalons.strategy.engine.diagnosis.tracks import Track, TrackRule
from jalons.strategy.store.tables import Table, open_table


def read_tracks(file: Path | Traversable) -> tuple[TrackRule, ...]:
    """The rules of the tracks, in the order that decides.

    Raises ``StrategyError`` with the file, line and key.
    """
    root = open_table(file)
    root.boolean("verified")
    rules = root.rows("track", _rule)
    root.close()
    return rules


def _rule(table: Table) -> TrackRule:
    example = table.table("example")
    name = example.text("name")
    return TrackRule(
        track=table.choice("id", Track),
        when=table.formula("when", FACT_NAMES - {"track"}),
        name=table.words("name"),
        whom=table.words("whom"),
        sentence=table.words("sentence"),
        example_name=name,
        example=example.read(_facts),
    )


def _facts(table: Table) -> Facts:
    return Facts(
        kind=table.text("kind"),
        nature=table.text("nature", default=""),
        population=table.whole("population"),
        staff=table.whole("staff"),
        overseas=False,
    )
