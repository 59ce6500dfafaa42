"""The three choices that would change a result most, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jalons.footprint.engine.analysis.cards import best_of, stored_card
from jalons.footprint.engine.assessment.results import METHOD
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.scenarios.cart import Cart
from jalons.footprint.web.scenarios.levers import about, lever_words
from jalons.footprint.words.figures import say
from jalons.foundation.design import page_language
from jalons.kernel import Interval


@dataclass(frozen=True, slots=True)
class Proposal:
    """A choice worth trying: its ``gain`` is a difference in ``unit``, so below zero.

    ``devices`` are those it is about, ``needs`` says what it takes, ``url`` opens the builder of
    scenarios with it.
    """

    title: str
    gain: Interval
    unit: str
    devices: int
    needs: str
    url: str


def best(assessed: AssessedInventory) -> tuple[Proposal, ...]:
    """At most three choices that surely lighten an inventory, best first, one of each sort.

    They are stored with the assessment; computed again when the method or the factors have changed
    since, or when they are those of a file, which may change at any time.
    """
    return tuple(_proposal(assessed, each) for each in _stored(assessed))


def _stored(assessed: AssessedInventory) -> list[dict[str, Any]]:
    then = (assessed.method, assessed.factors_version)
    now = (METHOD, queries.pack_of(assessed).version)
    if assessed.proposals is not None and assessed.own_factors_id is None and then == now:
        return list(assessed.proposals)
    return [stored_card(each) for each in best_of(queries.lever_cards(assessed))]


def _proposal(assessed: AssessedInventory, found: dict[str, Any]) -> Proposal:
    lang, lever = page_language.lang(), found["lever"]
    return Proposal(
        title=lever_words(lever, lang),
        gain=Interval(found["p5"], found["p50"], found["p95"]),
        unit=found["unit"],
        devices=round(found["devices"]),
        needs=say(f"lever.{about(lever)[0]}.effort", lang),
        url=Cart((lever,)).url(assessed.inventory),
    )
