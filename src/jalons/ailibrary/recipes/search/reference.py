"""The reference of the search: sheets of service-public.fr and questions of citizens.

A question is the title of a sheet, which is never in what is searched: the right answer is the
sheet it comes from. Each is judged twice: as it is written, and as people type it in haste.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.outcomes import Metric, Sample, Split
from jalons.ailibrary.recipes.search.slips import typed

QUESTIONS, DEPTH = 150, 10  # questions of a seed, each judged twice; results that count
_NOTHING = Sample((), ())


class Sheet(msgspec.Struct, frozen=True):
    """A document to search; ``question`` is the one it answers, "" without."""

    id: str
    text: str
    title: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Right:
    """The document that answers a question; ``in_haste``: the question was mistyped."""

    document: str
    in_haste: bool = False


@cache
def sheets() -> tuple[Sheet, ...]:
    """The sheets that the recipe ships (see ``tools/ailibrary_search_extract.py``)."""
    packed = resources.files(__package__).joinpath("data", "sheets.json.gz").read_bytes()
    return tuple(msgspec.json.decode(gzip.decompress(packed), type=list[Sheet]))


def split(seed: int, own: Sample | None) -> Split:
    """All documents to search, and the questions of a seed.

    ``own`` has the documents of an authority as ``Sheet`` items; those with a question are judged.
    ``AIError`` (``search_sample``) when none has one.
    """
    every = sheets() if own is None else tuple(each for each in own.items if each)
    if not all(isinstance(each, Sheet) for each in every):
        raise AIError("search_sample")
    answering = [each for each in every if each.question]
    if not answering:
        raise AIError("search_sample")
    chance = random.Random(seed)  # noqa: S311  (not a secret)
    chosen = chance.sample(answering, min(QUESTIONS, len(answering)))
    written = [(each.question, Right(each.id)) for each in chosen]
    hasty = [(typed(each.question, chance), Right(each.id, in_haste=True)) for each in chosen]
    items, truths = zip(*written, *hasty, strict=True)
    groups = tuple(each.document for each in truths)
    documents = Sample(every, tuple(each.id for each in every))
    return Split(documents, _NOTHING, Sample(items, truths, groups))


def recall(truths: Sequence[Right], answers: Sequence[Sequence[str]]) -> float:
    """The share of questions whose right document is among the first ten, 0 to 1."""
    pairs = zip(truths, answers, strict=True)
    return _mean([float(right.document in found[:DEPTH]) for right, found in pairs])


def rank(truths: Sequence[Right], answers: Sequence[Sequence[str]]) -> float:
    """The mean of 1 / place of the right document (MRR), 0 when it is not among the first ten."""
    pairs = zip(truths, answers, strict=True)
    return _mean([_one_over_place(right.document, found[:DEPTH]) for right, found in pairs])


def recall_in_haste(truths: Sequence[Right], answers: Sequence[Sequence[str]]) -> float:
    """``recall`` of the questions typed in haste."""
    return recall(*_where(truths, answers, in_haste=True))


def recall_as_written(truths: Sequence[Right], answers: Sequence[Sequence[str]]) -> float:
    """``recall`` of the questions as they are written."""
    return recall(*_where(truths, answers, in_haste=False))


def _where(
    truths: Sequence[Right], answers: Sequence[Sequence[str]], *, in_haste: bool
) -> tuple[list[Right], list[Sequence[str]]]:
    pairs = zip(truths, answers, strict=True)
    both = [pair for pair in pairs if pair[0].in_haste == in_haste]
    return [right for right, _found in both], [found for _right, found in both]


def _one_over_place(document: str, found: Sequence[str]) -> float:
    return 1 / (found.index(document) + 1) if document in found else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


METRICS = (
    Metric("recall_at_10", recall),
    Metric("mrr_at_10", rank),
    Metric("recall_as_written", recall_as_written),
    Metric("recall_in_haste", recall_in_haste),
)
