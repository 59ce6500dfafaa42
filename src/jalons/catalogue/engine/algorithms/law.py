"""The duties, their sources, what outputs require, deadlines, and usual processing, as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from jalons.catalogue.engine.algorithms.duties import AlgorithmDuty
from jalons.kernel import Source
from jalons.kernel.tables import package_table


class AlgorithmLaw(msgspec.Struct, frozen=True):
    """``crpa.toml``: duties, sources by code, fields that outputs require, deadlines (months of an
    explanation and of an appeal, days of a report and of a review), words of documents.
    """

    duty: tuple[AlgorithmDuty, ...]
    source: Mapping[str, Source]
    required: Mapping[str, tuple[str, ...]]
    deadlines: Mapping[str, int]
    words: Mapping[str, Mapping[str, str | tuple[str, ...]]]


class UsualAlgorithm(msgspec.Struct, frozen=True):
    """A processing that towns often use; ``decision`` says on whom it weighs."""

    id: str
    name: Mapping[str, str]
    purpose: Mapping[str, str]
    decision: str


class Question(msgspec.Struct, frozen=True):
    """A plain question, and the usual processing that a yes is about."""

    id: str
    text: Mapping[str, str]
    processing: tuple[UsualAlgorithm, ...]


@cache
def law() -> AlgorithmLaw:
    """What the law and its guides say."""
    table = package_table("jalons.catalogue", "crpa")
    sources = {name: {"published": None, **each} for name, each in table["source"].items()}
    return msgspec.convert({**table, "source": sources}, AlgorithmLaw)


@cache
def questions() -> tuple[Question, ...]:
    """The questions that find processing nobody thinks of."""
    table = package_table("jalons.catalogue", "algorithms_usual")["question"]
    return msgspec.convert(table, tuple[Question, ...])
