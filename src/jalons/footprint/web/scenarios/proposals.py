"""What is proposed elsewhere: three choices on the page of a result, actions for the roadmap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from jalons.footprint.engine.analysis.cards import best_of, stored_card
from jalons.footprint.engine.analysis.scenarios import LeverStep
from jalons.footprint.engine.assessment.results import METHOD
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.scenarios.cart import Cart
from jalons.footprint.web.scenarios.levers import about, lever_words
from jalons.footprint.words.figures import say
from jalons.footprint.words.scenario import effect_words, is_nothing, touched
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import day_words, lang
from jalons.kernel import Interval, JalonsError, Unit
from jalons.kernel.contracts import ActionDraft, RoadmapAction, action_drafts, roadmap

RESPONSIBLE, REUSE = 4, 6  # commitments of the manifesto
SERVING_REUSE = frozenset({"refurbished", "unused"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A choice worth a try: its ``gain`` is a difference in kg CO2 eq a year, so below zero.

    ``devices`` are those it is about, 0 when it is about something else; ``needs`` says what it
    takes, ``url`` opens the builder of scenarios with it.
    """

    title: str
    gain: Interval
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
    lever = found["lever"]
    kind = about(lever)[0]
    return Proposal(
        title=lever_words(lever, lang()),
        gain=Interval(found["p5"], found["p50"], found["p95"]),
        devices=0 if kind == "print" else touched(found["devices"]),
        needs=say(f"lever.{kind}.effort", lang()),
        url=Cart((lever,)).url(assessed.inventory),
    )


class RoadmapLink(NamedTuple):
    """The action made from a page (``title``, ``state``, ``url``), or the address of a new one."""

    url: str
    title: str = ""
    state: str = ""


class Effect(NamedTuple):
    """What an action is expected to change in a year, by which levers, from what was computed."""

    assessed: AssessedInventory
    difference: Interval
    unit: Unit
    levers: Sequence[LeverStep]

    @property
    def steps(self) -> list[LeverStep]:
        """Those that change something."""
        return [each for each in self.levers if not is_nothing(each.difference)]

    def why(self) -> str:
        """The expected gain with its interval and its origin, then what it takes."""
        gain = _(
            "Expected effect: %(effect)s (nine chances in ten). Computed on the"
            " inventory of %(day)s (%(versions)s)."
        ) % {
            "effect": effect_words(self.difference, self.unit, lang()),
            "day": day_words(self.assessed.extracted_on),
            "versions": self.assessed.versions,
        }
        kinds = dict.fromkeys(step.lever.kind for step in self.steps)
        needs = [say(f"lever.{kind}.effort", lang()) for kind in kinds]
        return "\n".join([gain, *needs])

    def commitments(self) -> tuple[int, ...]:
        """Those of the manifesto it serves."""
        reuse = [step.lever.kind in SERVING_REUSE for step in self.steps]
        return (*([] if all(reuse) else [RESPONSIBLE]), *([REUSE] if any(reuse) else []))


def made_from(authority: Authority) -> Mapping[str, RoadmapAction]:
    """The actions of the roadmap by the page they come from; none when no room has a roadmap."""
    try:
        return {each.origin: each for each in roadmap()(authority.urn) if each.origin}
    except JalonsError:
        return {}


def link_to(
    made: Mapping[str, RoadmapAction], title: str, origin: str, effect: Effect
) -> RoadmapLink | None:
    """The action made from a page, else where to make it; None when no room has a roadmap."""
    if there := made.get(origin):
        return RoadmapLink(there.path, there.title, there.state)
    draft = ActionDraft(title[:300], effect.why(), effect.commitments(), origin)
    try:
        return RoadmapLink(action_drafts()(effect.assessed.authority.urn, draft))
    except JalonsError:
        return None
