"""What changed between two measures of the same thing; what must not be measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jalons.tabular.folding import fold


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity on a scope (“the mailboxes of the town hall”)."""

    quantity: str
    scope: str
    value: float


@dataclass(frozen=True, slots=True)
class Effect:
    """A measure after, with the one of the same thing before; None when counted once."""

    before: float | None
    after: Measured


def effects(
    before: Sequence[Measured], after: Sequence[Measured], once: Iterable[str]
) -> tuple[Effect, ...]:
    """What may be said: measures of one thing, each counted a single time on both sides."""
    starts, ends = (
        [(each.quantity, fold(each.scope)) for each in side] for side in (before, after)
    )
    known: dict[tuple[str, str], float | None] = {
        thing: each.value for thing, each in zip(starts, before, strict=True)
        if starts.count(thing) == 1}  # fmt: skip
    known |= {thing: None for thing in ends if thing[0] in set(once)}
    return tuple(Effect(known[thing], each) for thing, each in zip(ends, after, strict=True)
                 if thing in known and ends.count(thing) == 1)  # fmt: skip


def counts_persons(text: str, refused: Iterable[str]) -> bool:
    """Whether a text is about the screen time of people, by the ``refused`` words."""
    return any(words in fold(text) for words in refused)
