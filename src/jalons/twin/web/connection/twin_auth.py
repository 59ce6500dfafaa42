"""The broker of the twin with the accounts, tokens, journal and store of the product.

The scopes of an API token decide what a caller reads; without a token, only open data.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from jalons.broker.engine.problems import Problem
from jalons.broker.server.active_subscriptions import Watch
from jalons.broker.server.broker import Broker, Caller, Options
from jalons.broker.server.gates import Pass, bearer, caller_of
from jalons.broker.store.contexts import ContextLibrary
from jalons.foundation.accounts.invitations.links import digest
from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.api.actions import is_secret, note_use
from jalons.foundation.api.models import ApiToken
from jalons.foundation.api.queries import open_scopes
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.access_log import Visit, log

CACHE_SECONDS = 5.0  # a revoked token closes that late
LOOKUP_SECONDS = 5.0  # the longest a look-up may take
MOST_KNOWN = 1_000
MOST_WAITING = 100
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Names:
    """Tenants by slug: authorities that publish (``tenants``) and all at work (``at_work``).

    ``slugs`` gives the present slug of a tenant whose authority changed its slug. A former slug
    opens nothing.
    """

    tenants: Mapping[str, str]
    at_work: Mapping[str, str]
    slugs: Mapping[str, str]


class TokenGate:
    """A ``Gate`` on the tokens of the API.

    One thread looks tokens up, another writes their last use: a locked database delays only
    callers whose token is not in memory yet.
    """

    def __init__(self) -> None:
        self._names: tuple[float, Names] | None = None
        self._name_executor = ThreadPoolExecutor(1, thread_name_prefix="twin-names")
        self._named: Future[Names] | None = None
        self._known: dict[str, tuple[float, Pass | None]] = {}
        self._pending: dict[str, Future[Pass | None]] = {}
        self._noted: set[str] = set()
        self._token_executor = ThreadPoolExecutor(1, thread_name_prefix="twin-tokens")
        self._use_executor = ThreadPoolExecutor(1, thread_name_prefix="twin-token-uses")

    async def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller of a request; raises ``Problem`` for a token or tenant that opens nothing.

        Raises ``Problem`` (Busy) when the database does not answer within seconds.
        """
        if not headers.get("authorization") and not writing and not headers.get("ngsild-tenant"):
            raise Problem("NonexistentTenant", "name an authority in NGSILD-Tenant")
        secret = bearer(headers)
        granted = await self._granted(digest(secret)) if is_secret(secret) else None
        caller = caller_of(headers, writing=writing, found=lambda _: granted)
        return caller if granted else replace(caller, tenant=await self._tenant(caller.tenant))

    async def _tenant(self, named: str) -> str:
        """The tenant of an authority that publishes something.

        Raises ``Problem`` (NonexistentTenant) for any other name, whatever the reason.
        """
        tenant = (await self._published()).tenants.get(named)
        if tenant is None:
            raise Problem("NonexistentTenant", f"{named} opens nothing here")
        return tenant

    async def _published(self) -> Names:
        """The authorities that publish, at most seconds old; older when the database is slow."""
        known = self._names
        if known is not None and time.monotonic() - known[0] <= CACHE_SECONDS:
            return known[1]
        if self._named is None or self._named.done():
            self._named = self._name_executor.submit(self._look_up_names)
        try:
            lookup = asyncio.wrap_future(self._named)
            return await asyncio.wait_for(asyncio.shield(lookup), LOOKUP_SECONDS)
        except (TimeoutError, Problem) as error:
            if known is not None:
                return known[1]
            raise _busy() from error

    def _look_up_names(self) -> Names:
        now = time.monotonic()
        names = _names()
        self._names = (now, names)
        return names

    def called(self, tenant: str) -> str:
        """The slug of the authority of a tenant. May wait for the database.

        Without an answer, the last slug known.
        """
        try:
            return self._known_names().slugs.get(tenant, tenant)
        except Problem:
            return tenant

    def stored(self, named: str) -> str:
        """The tenant of the authority at work under a slug, empty when there is none.

        May wait for the database. Raises ``Problem`` (Busy) when it never answered.
        """
        return self._known_names().at_work.get(named, "")

    def _known_names(self) -> Names:
        known = self._names
        if known is not None and time.monotonic() - known[0] <= CACHE_SECONDS:
            return known[1]
        try:
            return self._look_up_names()
        except Problem:
            if known is None:
                raise
            return known[1]

    def standing(self, caller: Caller) -> Caller | None:
        """The caller with the present rights of its token; None once the token opens nothing.

        Raises ``Problem`` (Busy) when the database does not answer within seconds.
        """
        known = self._cached(caller.key)
        try:
            granted = known[1] if known else self._lookup(caller.key).result(LOOKUP_SECONDS)
        except TimeoutError as error:
            raise _busy() from error
        return granted.caller if granted is not None else None

    def close(self) -> None:
        self._name_executor.shutdown(cancel_futures=True)
        self._token_executor.shutdown(cancel_futures=True)
        self._use_executor.shutdown(cancel_futures=True)

    async def _granted(self, key: str) -> Pass | None:
        if known := self._cached(key):
            return known[1]
        lookup = asyncio.wrap_future(self._lookup(key))
        try:  # others may wait for the same look-up: it goes on when this request does not
            return await asyncio.wait_for(asyncio.shield(lookup), LOOKUP_SECONDS)
        except TimeoutError as error:
            raise _busy() from error

    def _cached(self, key: str) -> tuple[float, Pass | None] | None:
        """A token looked up less than seconds ago: when, and what it opens."""
        known = self._known.get(key)
        return known if known is not None and time.monotonic() - known[0] <= CACHE_SECONDS else None

    def _lookup(self, key: str) -> Future[Pass | None]:
        """The pending look-up of a token; one at a time for each token."""
        lookup = self._pending.get(key)
        if lookup is None:
            if len(self._pending) >= MOST_WAITING:
                raise _busy()
            lookup = self._pending[key] = self._token_executor.submit(self._look_up, key)
            lookup.add_done_callback(lambda _: self._pending.pop(key, None))
        return lookup

    def _look_up(self, key: str) -> Pass | None:
        now = time.monotonic()
        granted = None
        token, scopes = _token(key)
        if token is not None and scopes is not None:
            tenant = twin_store.tenant_of(token.authority)
            slug = token.authority.slug
            granted = Pass(tenant, scopes, token.name, key, called=slug)
            if key not in self._noted:
                self._noted.add(key)
                self._use_executor.submit(self._note, key, token)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[key] = (now, granted)
        return granted

    def _note(self, key: str, token: ApiToken) -> None:
        """Write the last use of a token; lost, and logged, when the database stays locked."""
        try:
            note_use(token=token, now=timezone.now())
        except DatabaseError:
            _log.exception("the last use of the token %s was not written", token.urn)
        finally:
            connection.close()
            self._noted.discard(key)


def _names() -> Names:
    """The present names of the authorities; raises ``Problem`` (Busy)."""
    try:
        working = list(Authority.objects.filter(at_work()))
        shown = {each.slug: each.store_name for each in working if each.may_publish}
        moved = Authority.objects.exclude(tenant="").values_list("tenant", "slug")
        return Names(shown, {each.slug: each.store_name for each in working}, dict(moved))
    except DatabaseError as error:
        _log.exception("the names of the authorities could not be looked up")
        raise _busy() from error
    finally:
        connection.close()


def _busy() -> Problem:
    return Problem("Busy", "tokens cannot be looked up now: come back in some seconds")


def _token(key: str) -> tuple[ApiToken | None, frozenset[str] | None]:
    """The valid token of a digest, and its open scopes; raises ``Problem`` (Busy)."""
    made = ApiToken.unscoped.select_related("authority__territory", "created_by")
    try:
        token = made.filter(digest=key).first()
        if token is None or not token.is_valid(timezone.now()):
            return None, None
        if not token.authority.is_reachable:
            return None, None
        return token, open_scopes(token)
    except DatabaseError as error:
        _log.exception("a token could not be looked up")
        raise _busy() from error
    finally:
        connection.close()  # a look-up every few seconds at most: nothing to keep open


class JournalWitness:
    """A ``Witness`` that writes to the journal of the authority."""

    def accessed(self, caller: Caller, types: frozenset[str], entities: int) -> None:
        log.note(Visit(caller.tenant, None, caller.name, types), entities)


def broker() -> Broker:
    """The broker of this process, on the store of the pages."""
    store, watch = twin_store.store(), Watch()
    store.watcher = watch  # type: ignore[attr-defined]  # both stores take one
    gate = TokenGate()
    made = Broker(
        store=store,
        contexts=ContextLibrary(files={}, store=store, clock=lambda: time.time_ns() // 1000),
        options=Options(
            requires_policies=True,
            ingests=True,
            fetch_contexts_from=frozenset(settings.OPTIONS["TWIN_ALLOW_CONTEXT_HOSTS"]),
            reach=frozenset(settings.OPTIONS["TWIN_ALLOW_NOTIFY"]),
            ingest_from=frozenset(settings.OPTIONS["TWIN_ALLOW_PULL"]),
        ),
        gate=gate,
        called=gate.called,
        stored=gate.stored,
        witness=JournalWitness(),
        watch=watch,
    )
    made.policies = twin_store.policies()
    twin_store.set_meter(made.meter.per_thousand)
    return made
