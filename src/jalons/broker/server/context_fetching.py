"""Contexts got from the network, when the operator allows it; never twice.

A context fetched is stored, so that the next request finds it there; one that could not be
fetched is not requested again before ``PATIENCE`` seconds, unless nobody listened there. Off
unless ``Options.fetch_contexts_from`` names the host, or the test mode is on and the host is this
machine.
Source: ETSI GS CIM 009 V1.9.1, clause 5.5.5 (LdContextNotAvailable) and 5.13.1 (cached contexts).
"""

from __future__ import annotations

import asyncio
import http.client
import ipaddress
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from jalons.broker.engine.contexts import Context, ContextMissing, flatten
from jalons.broker.engine.problems import Problem
from jalons.broker.server.broker import Broker, Options
from jalons.broker.store.contexts import core

MOST_BYTES = 4 << 20
MOST_SECONDS = 5.0
MOST_HOPS = 3
MOST_FETCHED = 20
PATIENCE = 15.0


async def context_for(broker: Broker, source: Any, *, tenant: str) -> Context:
    """The term map of a context; what is not at hand is fetched if the options allow it.

    Raises ``Problem``: LdContextNotAvailable for what cannot be had, BadRequestData for no context.
    """
    for _ in range(MOST_FETCHED):
        try:
            return broker.contexts.context(source, tenant=tenant)
        except ContextMissing as missing:
            await fetched(broker, missing.url)
    raise Problem("LdContextNotAvailable", f"more than {MOST_FETCHED} contexts are missing here")


async def fetched(broker: Broker, url: str, *, again: bool = False) -> None:
    """Fetch a context and keep it; requests that want the same one wait for one fetch.

    ``again`` asks for it even if it just failed. Raises ``Problem`` (LdContextNotAvailable).
    """
    if not allowed(url, broker.options):
        raise ContextMissing(url)
    failed = broker.unreachable.get(url, 0.0)
    if not again and time.monotonic() - failed < PATIENCE and failed:
        raise ContextMissing(url)
    task = broker.fetching.get(url)
    if task is None:
        task = asyncio.create_task(_fetched_once(broker, url))
        broker.fetching[url] = task
        task.add_done_callback(lambda _: broker.fetching.pop(url, None))
    await asyncio.shield(task)


async def _fetched_once(broker: Broker, url: str) -> None:
    loop = asyncio.get_running_loop()
    try:
        body = await asyncio.wait_for(
            loop.run_in_executor(None, downloaded, url, broker.options), MOST_SECONDS + 1
        )
        flatten(body, lookup=lambda _: {}, core=core())
    except (Problem, OSError, ValueError, http.client.HTTPException) as error:
        if not _refused(error):
            _remember(broker, url)
        raise Problem(
            "LdContextNotAvailable", f"the context {url} could not be had: {error}"
        ) from error
    broker.unreachable.pop(url, None)
    now = broker.now()
    await loop.run_in_executor(None, lambda: broker.contexts.cache(url, body, now=now))


def _refused(error: Exception) -> bool:
    """Whether nobody listens there: known at once, so that another try costs nothing."""
    return isinstance(getattr(error, "reason", error), ConnectionRefusedError)


def _remember(broker: Broker, url: str) -> None:
    if len(broker.unreachable) > 1_000:
        broker.unreachable.clear()
    broker.unreachable[url] = time.monotonic()


def allowed(url: str, options: Options) -> bool:
    """Whether the operator lets the broker ask for this address: its host is in the list.

    A test mode allows this machine too.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username is not None:
        return False
    if options.open_test_mode and _is_loopback(host):
        return True
    return host in options.fetch_contexts_from


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection is answered to us, and its address checked as any other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


def downloaded(url: str, options: Options) -> Any:
    """The context at an address, whatever media type it is served as.

    Raises ``OSError`` when it does not come in time, ``ValueError`` for what is no context.
    """
    deadline = time.monotonic() + MOST_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    for _ in range(MOST_HOPS):
        if not allowed(url, options):
            raise ValueError(f"it leads to {url}, which is not allowed")
        request = urllib.request.Request(  # noqa: S310 the scheme was checked by ``allowed``
            url, headers={"Accept": "application/ld+json, application/json;q=0.9"}
        )
        try:
            with opener.open(request, timeout=MOST_SECONDS) as answer:
                return _context_of(_read(answer, deadline))
        except urllib.error.HTTPError as error:
            place = error.headers.get("Location")
            error.close()
            if error.code not in (301, 302, 303, 307, 308) or not place:
                raise
            url = urljoin(url, place)
    raise ValueError("it redirects too often")


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    raw = bytearray()
    while part := answer.read1(65_536):
        raw += part
        if len(raw) > MOST_BYTES:
            raise ValueError(f"it is longer than {MOST_BYTES} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not come within {MOST_SECONDS:.0f} s")
    return bytes(raw)


def _context_of(raw: bytes) -> Any:
    try:
        document = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"it is not JSON: {error}") from error
    if not isinstance(document, dict) or "@context" not in document:
        raise ValueError("it has no @context")
    return document["@context"]
