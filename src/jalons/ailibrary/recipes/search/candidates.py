"""The ways to search that are compared: the very code of the product, in memory."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Sequence

from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Split
from jalons.ailibrary.engine.retrieval.passages import TextBlock, passages
from jalons.ailibrary.recipes.contract import Answerer, Candidate
from jalons.ailibrary.recipes.search.reference import DEPTH, Sheet
from jalons.ailibrary.store.passages import PassageWriter, find


def indexed(documents: Sequence[Sheet]) -> sqlite3.Connection:
    """The passages of documents in a base in memory."""
    base = sqlite3.connect(":memory:")
    with PassageWriter(base) as writer:
        for each in documents:
            writer.add(each.id, each.title, passages([TextBlock(each.text)]))
    return base


def _prepared(*, by_rule: bool = False, with_slips: bool = True) -> Candidate:
    def prepare(split: Split, _seed: int) -> Answerer:
        base = indexed(split.train.items)

        def answer(questions: Sequence[str]) -> list[list[str]]:
            return [
                [quote.document for quote in find(base, question, most=DEPTH, of_one=1,
                                                  by_rule=by_rule, with_slips=with_slips).quotes]
                for question in questions
            ]  # fmt: skip

        weakref.finalize(answer, base.close)
        return answer

    if by_rule:
        return Candidate("every_word", CandidateKind.RULE, "keywords", prepare)
    name = "bm25_and_slips" if with_slips else "bm25"
    return Candidate(name, CandidateKind.MODEL, "statistics", prepare)


CANDIDATES = (_prepared(by_rule=True), _prepared(with_slips=False), _prepared())
