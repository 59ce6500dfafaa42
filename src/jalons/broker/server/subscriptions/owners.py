"""Who made a subscription: its notifications show what that caller may see, as long as it may.

A token revoked stops the subscriptions made with it: they are paused, and say why. Who changes one
answers for it from then on.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.subscriptions.matching import concerns
from jalons.broker.engine.subscriptions.subscription import Subscription
from jalons.broker.server.active_subscriptions import ActiveSubscription
from jalons.broker.server.broker import Broker, Caller

_log = logging.getLogger(__name__)
PAUSED = "what its maker showed opens nothing any more"


def signed(document: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """A subscription to keep, in the name of who makes or changes it."""
    maker = {"audience": caller.audience, "name": caller.name, "key": caller.key}
    return {name: value for name, value in document.items() if name != "paused"} | {"maker": maker}


def standing(broker: Broker, tenant: str, document: dict[str, Any]) -> Caller | None:
    """Its maker with its present rights, named with the host notified; None without any right.

    It may wait for a database: not to be called from an event loop.
    """
    stored_maker = document.get("maker", {})
    maker = Caller(
        tenant=tenant,
        audience=stored_maker.get("audience", "internal"),
        name=stored_maker.get("name", ""),
        key=stored_maker.get("key", ""),
    )
    now = broker.gate.standing(maker)
    if now is None or now.tenant != tenant:
        return None
    host = urlsplit(document["body"]["notification"]["endpoint"]["uri"]).hostname or ""
    return replace(now, name=f"{maker.name or now.name} → {host}")


async def allowed(broker: Broker, tenant: str, watched: ActiveSubscription) -> Caller | None:
    """The maker of a subscription as it may be now; without one, it is paused and says why."""
    document = watched.document
    caller = await asyncio.to_thread(standing, broker, tenant, document)
    if caller is not None or not watched.subscription.active:
        return caller
    store = broker.store
    async with broker.watch.changing:
        now = await asyncio.to_thread(store.get, tenant, watched.kind, document["id"])
        if now is not None and now.get("maker") == document.get("maker"):
            paused = now | {"body": {**now["body"], "isActive": False}, "paused": PAUSED}
            await asyncio.to_thread(store.put, tenant, watched.kind, document["id"], paused)
            resting = replace(watched.subscription, active=False)
            broker.watch.put(tenant, paused, resting, watched.sources)
            _log.info("the subscription %s is paused: %s", document["id"], PAUSED)
    return None


def shown_to(
    broker: Broker, caller: Caller, subscription: Subscription, docs: list[Doc]
) -> list[Doc]:
    """What a caller may see of the entities to notify, still concerned once blurred."""
    if not broker.options.requires_policies:
        return docs
    found = broker.reads(caller).shown(caller.tenant, docs)
    if caller.audience == "internal":
        return found
    return [doc for doc in found if "deletedAt" in doc or concerns(subscription, doc)]


def made_known(
    broker: Broker, caller: Caller, document: dict[str, Any], ready: Subscription
) -> None:
    """Record with the witness that data that is not open will go to a host."""
    if broker.witness is None or not broker.options.requires_policies:
        return
    policies = broker.policies.usable(caller.tenant)
    closed = frozenset(iri for iri, policy in policies.items() if policy.audience != "open")
    named = frozenset(iri for selector in ready.selectors for iri in selector.named)
    if types := (closed & named if named else closed):
        host = urlsplit(document["body"]["notification"]["endpoint"]["uri"]).hostname or ""
        broker.witness.accessed(replace(caller, name=f"{caller.name} → {host}"), types, 0)
