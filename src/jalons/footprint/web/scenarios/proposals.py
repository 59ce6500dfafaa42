"""The three choices that would change a result most, for its page."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.footprint.engine.analysis.cards import best_of
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.scenarios.cart import Cart
from jalons.footprint.words.figures import say
from jalons.footprint.words.scenario import lever_title
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

    Computed once for an assessment in a process, on the draws of its scenarios.
    """
    lang, pack = page_language.lang(), queries.pack_of(assessed)
    return tuple(
        Proposal(
            title=lever_title(step.lever, pack, lang),
            gain=step.difference,
            unit=step.unit.symbol,
            devices=round(step.devices),
            needs=say(f"lever.{card.kind}.effort", lang),
            url=Cart((card.text,)).url(assessed.inventory),
        )
        for card in best_of(queries.lever_cards(assessed))
        if (step := card.step)
    )
