"""The broker of the twin with the accounts, the tokens, the journal and the store of the product.

A token of the API opens what its scopes say; without one, what is open to everybody is read.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jalons.foundation.accounts.links import digest
from jalons.foundation.api.actions import note_use
from jalons.foundation.api.models import ApiToken
from jalons.twin.engine.problems import Problem
from jalons.twin.server.broker import Broker, Caller, Options
from jalons.twin.server.gates import Pass, caller_of
from jalons.twin.server.watching import Watch
from jalons.twin.store.contexts import ContextLibrary
from jalons.twin.web import opening
from jalons.twin.web.accesses import Visit, log

LASTS = 5.0  # seconds a token is believed: a revoked one closes that late
MOST_KNOWN = 1_000


class TokenGate:
    """A ``Gate`` made of the tokens of the API; tokens are looked up in a thread of their own."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Pass | None]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="twin-tokens")

    def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller of a request; raises ``Problem`` for a token or tenant that opens nothing."""
        if not headers.get("authorization") and not writing and not headers.get("ngsild-tenant"):
            raise Problem("NonexistentTenant", "name an authority in NGSILD-Tenant")
        return caller_of(headers, writing=writing, found=lambda given: self._pass(digest(given)))

    def standing(self, caller: Caller) -> Caller | None:
        """The caller as its token lets it be now; None once the token opens nothing."""
        given = self._pass(caller.key)
        return given.caller if given is not None else None

    def close(self) -> None:
        """Stop the thread."""
        self._thread.shutdown()

    def _pass(self, key: str) -> Pass | None:
        now = time.monotonic()
        known = self._known.get(key)
        if known is None or now - known[0] > LASTS:
            known = (now, self._thread.submit(_looked_up, key).result())
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = known
        return known[1]


def _looked_up(key: str) -> Pass | None:
    try:
        held = ApiToken.unscoped.select_related("authority__territory", "created_by")
        token = held.filter(digest=key).first()
        now = timezone.now()
        if token is None or not token.is_valid(now):
            return None
        note_use(token=token, now=now)
        tenant = opening.tenant_of(token.authority)
        return Pass(tenant, frozenset(token.scopes), token.name, key)
    finally:
        connection.close()  # a look-up every few seconds at most: nothing to keep open


class JournalWitness:
    """A ``Witness`` that tells the journal of the authority."""

    def accessed(self, caller: Caller, types: frozenset[str], entities: int) -> None:
        """Keep the access; it is written within seconds."""
        log.note(Visit(caller.tenant, None, caller.name, types), entities)


def broker() -> Broker:
    """The broker of this instance, on the store of its pages."""
    store, watch = opening.store(), Watch()
    store.watcher = watch  # type: ignore[attr-defined]  # both stores take one
    made = Broker(
        store=store,
        contexts=ContextLibrary(files={}, store=store, clock=lambda: time.time_ns() // 1000),
        options=Options(
            asks_sheets=True,
            ingests=True,
            fetch_contexts_from=frozenset(settings.OPTIONS["TWIN_ALLOW_CONTEXT_HOSTS"]),
            reach=frozenset(settings.OPTIONS["TWIN_ALLOW_NOTIFY"]),
            ingest_from=frozenset(settings.OPTIONS["TWIN_ALLOW_PULL"]),
        ),
        gate=TokenGate(),
        witness=JournalWitness(),
        watch=watch,
    )
    made.sheets = opening.sheets()
    opening.measured_by(made.meter.per_thousand)
    return made
