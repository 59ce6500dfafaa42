"""Three tracks by size: the questions and the actions of a village, a town and a metropolis.

A track is found from public facts, first rule first; when a fact is missing, a person chooses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jalons.strategy.engine.catalogue import Words
from jalons.strategy.engine.diagnosis.formulas import Formula, Value
from jalons.strategy.engine.diagnosis.referential import Facts


class Track(StrEnum):
    """A size of authority, smallest first."""

    VILLAGE = "village"
    TOWN = "town"
    METROPOLE = "metropole"


@dataclass(frozen=True, slots=True)
class TrackRule:
    """A track: the condition that leads to it, its name, whom it is for, and an example.

    ``sentence`` says what it changes; ``example`` are the facts of a real authority of that size.
    """

    track: Track
    when: Formula
    name: Words
    whom: Words
    sentence: Words
    example_name: str
    example: Facts


def facts_as_values(facts: Facts) -> Mapping[str, Value]:
    """The facts under the names formulas know."""
    return {
        "kind": facts.kind,
        "nature": facts.nature,
        "population": facts.population,
        "staff": facts.staff,
        "competences": facts.competences,
        "overseas": facts.overseas,
        "track": facts.track,
    }


def track_of(facts: Facts, rules: Sequence[TrackRule]) -> Track | None:
    """The track of the facts: the first rule that is true; None when a missing fact decides."""
    values = facts_as_values(facts)
    for rule in rules:
        fits = rule.when.evaluate(values)
        if fits is not False:
            return rule.track if fits else None
    return None


def placed(facts: Facts, rules: Sequence[TrackRule]) -> Facts:
    """The facts with their track: the one they name, else the one they lead to."""
    return facts if facts.track else replace(facts, track=track_of(facts, rules))
