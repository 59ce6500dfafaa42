"""Accesses to restricted data, written to the journal: a line a caller, types and moment."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass

from jalons.foundation.accounts.models import User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn
from jalons.twin.web.labels import words

from . import twin_store


@dataclass(frozen=True, slots=True)
class Visit:
    """One access: the tenant, the account or token, the expanded types."""

    tenant: str
    person: int | None
    caller: str
    types: frozenset[str]


class AccessLog:
    """Accesses not yet written; ``flush`` writes one line for each visit, with its counts.

    Reads do not wait for the journal: lines are written every few seconds. A process that is
    killed loses the last seconds; one that is stopped loses nothing.
    """

    def __init__(self) -> None:
        self._seen: defaultdict[Visit, list[int]] = defaultdict(lambda: [0, 0])
        self._lock = threading.Lock()

    def note(self, visit: Visit, entities: int) -> None:
        with self._lock:
            counts = self._seen[visit]
            counts[0] += 1
            counts[1] += entities

    def flush(self) -> int:
        """Write the pending accesses to the journals; returns how many lines."""
        with self._lock:
            waiting, self._seen = self._seen, defaultdict(lambda: [0, 0])
        written = 0
        for visit, (times, entities) in waiting.items():
            authority = twin_store.authority_of(visit.tenant)
            if authority is None:
                continue
            record(
                request_user=_person(visit.person),
                authority=authority,
                verb=Verb.CONSULTED,
                urn=Urn("twin", "entities"),
                label=_named(visit),
                after={"caller": visit.caller, "requests": times, "entities": entities},
            )
            written += 1
        return written


def _named(visit: Visit) -> str:
    """The types read, as their sheets name them."""
    sheets = twin_store.policies().of(visit.tenant)
    return ", ".join(sorted({words.type_name(iri, sheets) for iri in visit.types}))


def _person(key: int | None) -> User | None:
    return User.objects.filter(pk=key).first() if key is not None else None


log = AccessLog()
