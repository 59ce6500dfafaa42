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

    @property
    def thing(self) -> tuple[str, str]:
        """What was measured: two measures of one thing may be compared."""
        return self.quantity, fold(self.scope)


@dataclass(frozen=True, slots=True)
class Effect:
    """A measure after, with the one of the same thing before; None when counted once."""

    before: float | None
    after: Measured


def effects(
    before: Sequence[Measured], after: Sequence[Measured], once: Iterable[str]
) -> tuple[Effect, ...]:
    """What may be said: measures of one thing, each counted a single time on both sides."""
    alone = set(once)
    starts, ends = ([each.thing for each in side] for side in (before, after))
    known = {each.thing: each.value for each in before if starts.count(each.thing) == 1}
    return tuple(
        Effect(None if each.quantity in alone else known[each.thing], each)
        for each in after
        if ends.count(each.thing) == 1 and (each.quantity in alone or each.thing in known)
    )


def counts_persons(text: str, refused: Iterable[str]) -> bool:
    """Whether a text is about the screen time of people, by the ``refused`` words."""
    return any(words in fold(text) for words in refused)
