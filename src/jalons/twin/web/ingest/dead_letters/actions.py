"""What was refused: mended, replayed, discarded; each in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.local_intake import intake_of, ran

if TYPE_CHECKING:
    from jalons.broker.server.ingest.dead import DeadLetter, DeadLetters
    from jalons.broker.server.ingest.intake import Tally


def dead_letters(authority: Authority) -> DeadLetters:
    """The dead letters of an authority."""
    from jalons.broker.server.ingest.dead import DeadLetters

    return DeadLetters(twin_store.store(), twin_store.tenant_of(authority))


def urn_of(key: str) -> Urn:
    """What the journal calls a letter."""
    return Urn("twin_letter", key)


def mend(*, authority: Authority, user: Any, letter: DeadLetter, text: str) -> DeadLetter:
    """The letter with another text; raises ``Problem`` when it went meanwhile."""
    mended = dead_letters(authority).mend(letter.key, text)
    record(
        request_user=user, authority=authority, verb=Verb.CHANGED, urn=urn_of(letter.key),
        label=letter.source, before={"length": len(letter.text)}, after={"length": len(text)},
    )  # fmt: skip
    return mended


def replay(*, authority: Authority, user: Any, letters: Sequence[DeadLetter]) -> Tally:
    """Take letters again: those kept leave the queue, the others tell their new reason.

    Letters of a source that is gone are refused. Raises ``Problem`` when the store is busy.
    """
    from jalons.broker.server.ingest import sources
    from jalons.broker.server.ingest.intake import Tally

    total = Tally()
    for key in dict.fromkeys(each.source for each in letters):
        mine = [each for each in letters if each.source == key]
        try:
            source = sources.found(twin_store.store(), twin_store.tenant_of(authority), key)
        except Problem as problem:
            for each in mine:
                total.refuse(each.origin, problem)
            continue
        intake = intake_of(authority, source)
        total.add(ran(intake.replay(mine), intake.broker))
    record(
        request_user=user, authority=authority, verb=Verb.IMPORTED,
        urn=urn_of(letters[0].key if len(letters) == 1 else "all"),
        label=", ".join(dict.fromkeys(each.source for each in letters)), after=total.counts(),
    )  # fmt: skip
    return total


def discard(*, authority: Authority, user: Any, letters: Sequence[DeadLetter], reason: str) -> None:
    """Throw letters away; the journal keeps why."""
    dead_letters(authority).forget([each.key for each in letters])
    record(
        request_user=user, authority=authority, verb=Verb.DELETED,
        urn=urn_of(letters[0].key if len(letters) == 1 else "all"),
        label=", ".join(dict.fromkeys(each.source for each in letters)),
        after={"letters": len(letters), "reason": reason},
    )  # fmt: skip
