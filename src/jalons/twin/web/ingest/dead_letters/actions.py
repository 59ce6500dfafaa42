"""Refused messages: corrected, replayed, discarded; each in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.local_intake import intake_of, run

if TYPE_CHECKING:
    from jalons.broker.server.ingest.dead_letters import DeadLetter, DeadLetters
    from jalons.broker.server.ingest.intake import Tally


def dead_letters(authority: Authority) -> DeadLetters:
    from jalons.broker.server.ingest.dead_letters import DeadLetters

    return DeadLetters(twin_store.store(), twin_store.tenant_of(authority))


def urn_of(key: str) -> Urn:
    return Urn("twin_letter", key)


def correct(*, authority: Authority, user: Any, letter: DeadLetter, text: str) -> DeadLetter:
    """Correct the text of a letter; raises ``Problem`` when it is no longer there."""
    corrected = dead_letters(authority).correct(letter.key, text)
    record(
        request_user=user, authority=authority, verb=Verb.CHANGED, urn=urn_of(letter.key),
        label=letter.source, before={"length": len(letter.text)}, after={"length": len(text)},
    )  # fmt: skip
    return corrected


def replay(*, authority: Authority, user: Any, letters: Sequence[DeadLetter]) -> Tally:
    """Ingest letters again: those accepted leave the queue, the others get their new reason.

    Letters of a source that is gone are refused. Raises ``Problem`` when the store is busy.
    """
    from jalons.broker.server.ingest import sources
    from jalons.broker.server.ingest.intake import Tally

    total = Tally()
    for key in dict.fromkeys(letter.source for letter in letters):
        mine = [letter for letter in letters if letter.source == key]
        try:
            source = sources.stored_source(twin_store.store(), twin_store.tenant_of(authority), key)
        except Problem as problem:
            for each in mine:
                total.refuse(each.origin, problem)
            continue
        intake = intake_of(authority, source)
        total.add(run(intake.replay(mine), intake.broker))
    record(
        request_user=user, authority=authority, verb=Verb.IMPORTED,
        urn=urn_of(letters[0].key if len(letters) == 1 else "all"),
        label=", ".join(dict.fromkeys(letter.source for letter in letters)), after=total.counts(),
    )  # fmt: skip
    return total


def discard(*, authority: Authority, user: Any, letters: Sequence[DeadLetter], reason: str) -> None:
    """Discard letters; the journal records why."""
    dead_letters(authority).forget([letter.key for letter in letters])
    record(
        request_user=user, authority=authority, verb=Verb.DELETED,
        urn=urn_of(letters[0].key if len(letters) == 1 else "all"),
        label=", ".join(dict.fromkeys(letter.source for letter in letters)),
        after={"letters": len(letters), "reason": reason},
    )  # fmt: skip
