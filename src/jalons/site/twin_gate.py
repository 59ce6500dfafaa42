"""The broker of the twin with the accounts, the tokens, the journal and the store of the product.

A token of the API opens what its scopes say; without one, what is open to everybody is read.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jalons.foundation.accounts.links import digest
from jalons.foundation.api.actions import note_use
from jalons.foundation.api.models import ApiToken
from jalons.twin.engine.problems import Problem
from jalons.twin.server.broker import Broker, Caller, Options
from jalons.twin.server.watching import Watch
from jalons.twin.store.contexts import ContextLibrary
from jalons.twin.web import opening
from jalons.twin.web.accesses import Visit, log

LASTS = 5.0  # seconds a token is believed: a revoked one closes that late
MOST_KNOWN = 1_000


@dataclass(frozen=True, slots=True)
class Pass:
    """What a token opens: the tenant of its authority, its scopes, its name, who made it."""

    tenant: str
    scopes: frozenset[str]
    name: str
    person: int | None


class TokenGate:
    """A ``Gate`` made of the tokens of the API; tokens are looked up in a thread of their own."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Pass | None]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="twin-tokens")

    def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller of a request; raises ``Problem`` for a token or tenant that opens nothing."""
        tenant = headers.get("ngsild-tenant", "").strip()
        header = headers.get("authorization", "")
        if not header:
            if writing:
                raise Problem("Unauthorized", "writing takes a token of the API: Bearer <token>")
            if not tenant:
                raise Problem("NonexistentTenant", "name an authority in NGSILD-Tenant")
            return Caller(tenant=tenant, audience="open", may_write=False)
        given = self._pass(header)
        if given is None:
            raise Problem("Unauthorized", "this token opens nothing here, or not any more")
        if tenant and tenant != given.tenant:
            raise Problem("NonexistentTenant", f"the token is not of the tenant {tenant}")
        may_write = "twin:write" in given.scopes
        if writing and not may_write:
            raise Problem("Forbidden", "the token lacks the scope twin:write")
        return Caller(given.tenant, _audience(given.scopes), may_write=may_write, name=given.name)

    def close(self) -> None:
        """Stop the thread."""
        self._thread.shutdown()

    def _pass(self, header: str) -> Pass | None:
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer":
            return None
        key, now = digest(secret.strip()), time.monotonic()
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
        return Pass(tenant, frozenset(token.scopes), token.name, token.created_by_id)
    finally:
        connection.close()  # a look-up every few seconds at most: nothing to keep open


def _audience(scopes: frozenset[str]) -> str:
    if scopes & {"twin:internal", "twin:write"}:
        return "internal"
    return "partners" if "twin:read" in scopes else "open"


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
            ingest_from=frozenset(settings.OPTIONS["TWIN_INGEST_FROM"]),
        ),
        gate=TokenGate(),
        witness=JournalWitness(),
        watch=watch,
    )
    made.sheets = opening.sheets()
    opening.measured_by(made.meter.per_thousand)
    return made
