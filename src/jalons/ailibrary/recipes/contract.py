"""What a recipe is: a folder that gives a card, candidates, a protocol, and a door to use it.

A recipe never decides: what it answers is a suggestion, an alert or a finding, and a person acts.
Preparing a candidate may need the optional libraries (extra ``ai``): it then imports them itself,
in a subprocess. Answering needs NumPy only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Metric, Sample, Split

type Answerer = Callable[[Sequence[Any]], Sequence[Any]]


class DataSource(msgspec.Struct, frozen=True):
    """Data a recipe learned from or is judged on."""

    title: str
    publisher: str
    licence: str
    link: str = ""
    published: date | None = None
    verified: bool = True


class Card(msgspec.Struct, frozen=True):
    """What people declare of a recipe (``card.toml``); machines fill the rest of the living card.

    Texts are in French and in English. ``place`` says where it stands in the decision;
    ``step`` what the person does; ``out_of_scope`` what it must never be used for.
    """

    version: str
    name: Mapping[str, str]
    summary: Mapping[str, str]
    purpose: Mapping[str, str]
    out_of_scope: Mapping[str, str]
    place: Mapping[str, str]
    step: Mapping[str, str]
    inputs: Mapping[str, str]
    output: Mapping[str, str]
    limits: Mapping[str, str]
    technique: Mapping[str, str]
    kind: str  # "classification", "search", "series", "columns" or "pairs"
    room: str = ""  # the room that uses it, when it is not this one
    data: tuple[DataSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to do the work. ``prepare(split, seed)`` learns, or sets thresholds, and answers.

    ``technique`` is "keywords", "checksums", "thresholds", "linear", "trees", "neural"…
    """

    name: str
    kind: CandidateKind
    technique: str
    prepare: Callable[[Split, int], Answerer]


@dataclass(frozen=True, slots=True)
class Check:
    """An acceptance figure: what is wanted, what was measured, whether it is reached."""

    name: str
    value: float
    wanted: float
    at_least: bool = True

    @property
    def passed(self) -> bool:
        """Whether the measured value is on the right side."""
        return self.value >= self.wanted if self.at_least else self.value <= self.wanted


@dataclass(frozen=True, slots=True)
class Task:
    """How candidates are judged: the same splits, the same items, the first metric decides.

    ``split(seed, own)`` cuts the reference sample, or the own sample of an authority; where several
    seeds test the same item, ``groups`` names it, so that it counts once in the intervals.
    ``noise`` spoils items as real life does (typos, lost accents, empty cells).
    ``checks(results)`` gives the acceptance figures from the scores of all candidates by name.
    """

    split: Callable[[int, Sample | None], Split]
    metrics: tuple[Metric, ...]
    margin: Margin
    noise: Callable[[Sequence[Any], int], Sequence[Any]] | None = None
    checks: Callable[[Mapping[str, Any]], Sequence[Check]] = field(default=lambda _results: ())


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe: its key is the name of its folder."""

    key: str
    card: Card
    candidates: tuple[Candidate, ...]
    task: Task
