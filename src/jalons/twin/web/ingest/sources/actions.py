"""Sources: created, changed, paused, deleted, restored; tokens; each in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jalons.broker.engine.ingest.plan import Plan
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn
from jalons.twin.web.connection import twin_store
from jalons.twin.web.ingest.local_intake import with_local_names

from .queries import TOKEN_NAME, TRASH, source_key


def urn_of(key: str) -> Urn:
    return Urn("twin_source", key)


def save_source(  # noqa: PLR0913 — all by keyword, each one a part of a source
    *, authority: Authority, user: Any, key: str, name: str, settings: Mapping[str, Any], plan: Plan
) -> str:
    """Create (``key`` is empty) or change a source; its key. Tokens and password stay.

    Raises ``Problem``, and stores nothing, when it is invalid.
    """
    from jalons.broker.server.ingest import sources

    plan = with_local_names(authority, plan)
    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    before = store.get(tenant, sources.KIND, key) if key else None
    key = key or source_key(authority, name)
    settings_before = {k: v for k, v in (before or {}).items() if k not in ("mqtt", "pull")}
    document = {
        **settings_before, "key": key, "name": name, **settings,
        "mapping": plan.mapping(), "plan": plan.document(),
    }  # fmt: skip
    _carry_password(document, before)
    sources.keep(store, tenant, document)
    record(
        request_user=user,
        authority=authority,
        verb=Verb.CHANGED if before else Verb.CREATED,
        urn=urn_of(key),
        label=name,
        before=_shown(before) if before else None,
        after=_shown(document),
    )
    return key


def _carry_password(document: dict[str, Any], before: Mapping[str, Any] | None) -> None:
    """The stored password stays when none is typed, for the same host and account only."""
    old = (before or {}).get("mqtt") or {}
    new = document.get("mqtt")
    if new is None or "password" in new:
        return
    same = all(old.get(name) == new.get(name) for name in ("host", "username"))
    for name in ("password", "password_env"):
        if same and name in old:
            new[name] = old[name]


def _shown(document: Mapping[str, Any]) -> dict[str, Any]:
    mqtt = document.get("mqtt") or {}
    pull = document.get("pull") or {}
    mapping = document.get("mapping") or {}
    shown = {
        "name": document.get("name"),
        "way": document.get("way"),
        "place": mqtt.get("host") or pull.get("url"),
        "type": [each.get("type") for each in mapping.get("entities", [])],
        "enabled": document.get("enabled", True),
    }
    return {name: value for name, value in shown.items() if value is not None}


def issue_token(*, authority: Authority, user: Any, key: str, device: str, now: datetime) -> str:
    """A new token of a source, shown once; for one device, or any when empty."""
    from jalons.broker.server.ingest import sources

    token = sources.issue(
        twin_store.store(), twin_store.tenant_of(authority), key, device=device, at=now.isoformat()
    )
    record(
        request_user=user, authority=authority, verb=Verb.CREATED, urn=urn_of(key),
        label=key, after={"token_for": device or "*"},
    )  # fmt: skip
    return token


def revoke_token(*, authority: Authority, user: Any, key: str, token: str) -> bool:
    """Revoke a token, by the beginning of its hash; whether there was one."""
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    document = store.get(tenant, sources.KIND, key)
    if document is None or len(token) != TOKEN_NAME:
        return False
    tokens = document.get("tokens", [])
    left = [each for each in tokens if not str(each["hash"]).startswith(token)]
    if len(left) == len(tokens):
        return False
    sources.keep(store, tenant, {**document, "tokens": left})
    record(
        request_user=user, authority=authority, verb=Verb.REVOKED, urn=urn_of(key), label=key,
    )  # fmt: skip
    return True


def switch(*, authority: Authority, user: Any, key: str, on: bool) -> None:
    """Pause or resume a source; raises ``Problem`` when it does not exist."""
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    sources.stored_source(store, tenant, key)
    document = {**(store.get(tenant, sources.KIND, key) or {}), "enabled": on}
    sources.keep(store, tenant, document)
    record(
        request_user=user, authority=authority, verb=Verb.CHANGED, urn=urn_of(key),
        label=str(document.get("name") or key), after={"enabled": on},
    )  # fmt: skip


def delete(*, authority: Authority, user: Any, key: str) -> str:
    """Put a source in the trash for 30 days; its name. Its entities stay."""
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    document = store.get(tenant, sources.KIND, key)
    if document is None:
        return ""
    TRASH.put(authority, {"key": key, "source": document})
    sources.forget(store, tenant, key)
    name = str(document.get("name") or key)
    record(request_user=user, authority=authority, verb=Verb.DELETED, urn=urn_of(key), label=name)
    return name


def restore(*, authority: Authority, user: Any, key: str) -> bool:
    """Restore a source with its tokens; whether it was in the trash."""
    from jalons.broker.server.ingest import sources

    store, tenant = twin_store.store(), twin_store.tenant_of(authority)
    gone = TRASH.get(authority, key)
    if gone is None:
        return False
    document = gone["source"]
    sources.keep(store, tenant, document)
    TRASH.take_out(authority, key)
    record(
        request_user=user, authority=authority, verb=Verb.RESTORED, urn=urn_of(key),
        label=str(document.get("name") or key),
    )  # fmt: skip
    return True
