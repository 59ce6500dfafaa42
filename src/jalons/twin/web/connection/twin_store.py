"""The store of the twin in this process, opened on first use, and the tenant of an authority."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from jalons.foundation.accounts.models import Authority

if TYPE_CHECKING:
    from jalons.broker.store.policies.book import PolicyBook
    from jalons.broker.store.port import Store


@dataclass(slots=True)
class _Opened:
    store: Store | None = None
    policies: PolicyBook | None = None
    meter: Callable[[], float | None] | None = None


_opened = _Opened()
_lock = threading.Lock()


def store() -> Store:
    """The store of this process: at the address ``TWIN_STORE``, else a file of the data folder."""
    with _lock:
        if _opened.store is None:
            from jalons.broker.store.factory import (
                opened,  # only now: pages without it start quicker
            )
            from jalons.broker.store.policies.book import PolicyBook

            address = settings.OPTIONS["TWIN_STORE"]
            _opened.store = opened(
                address or f"sqlite:///{settings.DATA_DIR / 'twin.sqlite3'}",
                statement_seconds=settings.OPTIONS["TWIN_STATEMENT_SECONDS"],
            )
            _opened.policies = PolicyBook(_opened.store)
        return _opened.store


def policies() -> PolicyBook:
    """The policies of every tenant, shared by the pages and the broker of this process."""
    store()
    assert _opened.policies is not None  # noqa: S101  set with the store
    return _opened.policies


def set_meter(meter: Callable[[], float | None]) -> None:
    """Register the cost meter of the broker of this process."""
    _opened.meter = meter


def cost() -> float | None:
    """CPU-seconds per 1,000 observations, by the broker of this process; None when unknown."""
    return _opened.meter() if _opened.meter is not None else None


def is_healthy() -> bool:
    return store().read("", ["urn:jalons:health"]) == {}


def close() -> None:
    """Close the store after its last commit; the next use opens it again."""
    with _lock:
        if _opened.store is not None:
            _opened.store.close()
        _opened.store = _opened.policies = None


def tenant_of(authority: Authority) -> str:
    """The tenant of an authority: its first slug, which never changes.

    Never the SIREN alone: two authorities of one territory would share their data.
    """
    return authority.store_name


def has_twin(prefix: str = "") -> Q:
    """The authorities that have data in the twin; ``prefix`` leads to the authority."""
    names = store().tenants()
    unnamed = Q((f"{prefix}tenant", ""), (f"{prefix}slug__in", names))
    return Q((f"{prefix}tenant__in", names)) | unnamed


def authority_of(tenant: str) -> Authority | None:
    wanted = Q(tenant=tenant) | Q(tenant="", slug=tenant)
    return Authority.objects.filter(wanted).select_related("territory").first()
