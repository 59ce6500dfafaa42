"""What answers come to, question by question, without a count that shows somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jalons.kernel.suppression import LEAST, TOTAL, table_of
from jalons.participation.engine.consultations.questions import Kind, Question


@dataclass(frozen=True, slots=True)
class Counted:
    """The answers to a question: how many people answered, and how many gave each option.

    A count is None where it is hidden; ``answered`` too when even the whole is small. ``mean`` is
    that of a scale, or by option the mean place of a rank, empty when hidden. Texts and places
    have no counts: they are read one by one, after moderation.
    """

    question: str
    answered: int | None
    counts: Mapping[str, int | None]
    means: Mapping[str, float]

    @property
    def hides(self) -> bool:
        """Whether a count is hidden."""
        return self.answered is None or None in self.counts.values()


def counted(question: Question, answers: Iterable[Any], least: int = LEAST) -> Counted:
    """The counts of the stored answers to a question, empty ones left out."""
    known = [each for each in answers if each is not None]
    match question.kind:
        case Kind.CHOICE:
            return _exclusive(question, list(question.options), known, least)
        case Kind.SCALE:
            steps = [str(step) for step in range(1, question.scale + 1)]
            found = _exclusive(question, steps, [str(step) for step in known], least)
            mean = {} if found.hides or not known else {"": sum(known) / len(known)}
            return Counted(found.question, found.answered, found.counts, mean)
        case Kind.SEVERAL:
            return _several(question, known, least)
        case Kind.RANK:
            return _ranked(question, known, least)
        case _:
            shown = len(known) if not 0 < len(known) < least else None
            return Counted(question.key, shown, {}, {})


def by_channel(
    channels: Sequence[str], counts: Mapping[str, int], least: int = LEAST
) -> Mapping[str, int | None]:
    """How many answers came by each channel; "*" is their sum, None is hidden."""
    table = table_of({(name, TOTAL): count for name, count in counts.items()}, channels,
                     least=least)  # fmt: skip
    return {name: table.cells[name, TOTAL] for name in (*channels, TOTAL)}


def _exclusive(
    question: Question, options: Sequence[str], known: Sequence[str], least: int
) -> Counted:
    """One option each: the counts and their sum must not give a hidden one away."""
    counts = Counter(known)
    table = table_of({(key, TOTAL): counts[key] for key in options}, options, least=least)
    return Counted(
        question.key, table.cells[TOTAL, TOTAL], {key: table.cells[key, TOTAL] for key in options},
        {},
    )  # fmt: skip


def _several(question: Question, known: Sequence[Sequence[str]], least: int) -> Counted:
    """Several options each: those who chose one and those who did not are two groups."""
    everybody = len(known)
    if 0 < everybody < least:
        return Counted(question.key, None, dict.fromkeys(question.options), {})
    counts = Counter(key for keys in known for key in keys)
    shown = {
        key: None if 0 < counts[key] < least or 0 < everybody - counts[key] < least else counts[key]
        for key in question.options
    }
    return Counted(question.key, everybody, shown, {})


def _ranked(question: Question, known: Sequence[Sequence[str]], least: int) -> Counted:
    """Ranks: how many put each option first, and the mean place of those who ranked it."""
    first = _exclusive(question, list(question.options), [keys[0] for keys in known], least)
    means = {}
    for key in question.options:
        places = [keys.index(key) + 1 for keys in known if key in keys]
        if len(places) >= least:
            means[key] = sum(places) / len(places)
    return Counted(question.key, first.answered, first.counts, {} if first.hides else means)
