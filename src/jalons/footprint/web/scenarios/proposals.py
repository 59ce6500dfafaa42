"""The decisions that would surely change a total most, one lever each, for the result page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.analysis.scenarios import Scenario
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.scenarios.levers import fields_of
from jalons.footprint.web.scenarios.simulation import run
from jalons.footprint.words.scenario import summarise_scenario
from jalons.foundation.design import page_language
from jalons.kernel import Interval

TRIED = (
    "keep:laptop:2", "keep:desktop:2", "keep:monitor:2", "keep:smartphone:2", "screens:1",
    "refurbished:laptop:0.3", "refurbished:smartphone:0.3", "unused",
)  # fmt: skip
MOST = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision in words: its ``gain`` is a difference in ``unit``, so below zero.

    ``devices`` are those it is about, ``needs`` says what it takes, ``url`` opens the scenarios.
    """

    title: str
    gain: Interval
    unit: str
    devices: int
    needs: str
    url: str


def best(assessed: AssessedInventory) -> tuple[Proposal, ...]:
    """At most three proposals whose gain is sure, the best first."""
    return _best(str(assessed.pk), _Key(assessed), page_language.lang())


@dataclass(frozen=True, slots=True)
class _Key:
    """An assessment beside a cache key: its id is the key, and stands as another argument."""

    assessed: AssessedInventory

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key)


@lru_cache(maxsize=32)
def _best(_pk: str, key: _Key, lang: str) -> tuple[Proposal, ...]:
    found = sorted(_runs(key.assessed), key=lambda each: each[1].change(CLIMATE).difference.mid)
    kinds: dict[str, tuple[str, Scenario]] = {}
    for lever, scenario in found:
        kinds.setdefault(lever.partition(":")[0], (lever, scenario))
    return tuple(_proposal(key.assessed, *each, lang) for each in list(kinds.values())[:MOST])


def _runs(assessed: AssessedInventory) -> Iterator[tuple[str, Scenario]]:
    """The levers this fleet has a use for, whose gain excludes zero."""
    for lever in TRIED:
        try:
            scenario = run(assessed, [lever]).scenario
        except FootprintError:
            continue
        if scenario.change(CLIMATE).difference.high < 0:
            yield lever, scenario


def _proposal(assessed: AssessedInventory, lever: str, scenario: Scenario, lang: str) -> Proposal:
    row = summarise_scenario(scenario, queries.pack_of(assessed), lang=lang).levers[0]
    page = reverse(
        "footprint_scenarios", args=[assessed.inventory.authority.slug, assessed.inventory_id]
    )
    return Proposal(
        title=row.title,
        gain=scenario.change(CLIMATE).difference,
        unit=scenario.steps[0].unit.symbol,
        devices=round(scenario.steps[0].devices),
        needs=row.effort,
        url=f"{page}?{urlencode(fields_of([lever]))}",
    )
