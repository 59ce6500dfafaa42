"""What changes of registrations owe to who subscribes to them.

A registration changes seldom: the subscriptions of the tenant are read again before each change,
so that one another process made a moment ago counts too. The notes are owed in the transaction
that keeps the change.
Source: ETSI GS CIM 009 V1.9.1, clause 5.11.7.
"""

from __future__ import annotations

import logging

from jalons.broker.engine.registrations import Body, Discovery, live
from jalons.broker.engine.subscriptions.sources import NEW, UPDATED, changed, matching
from jalons.broker.engine.subscriptions.subscription import Subscription
from jalons.broker.server.active_subscriptions import (
    SOURCES,
    ActiveSubscription,
    encode,
    key_of,
    owed,
)
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call
from jalons.broker.store.port import Note

_log = logging.getLogger(__name__)
KIND = "registration"


async def keep(call: Call, identifier: str, *, before: Body | None, after: Body | None) -> None:
    """Keep a registration, or forget it, and owe what that changes for subscribers."""
    broker = call.broker
    await call.reading(broker.watch.refresh, broker.store, broker.contexts, call.tenant)
    now = broker.now()
    notes: list[Note] = []
    for watched in broker.watch.of_sources(call.tenant):
        try:
            notes += _owed(watched, before, after, now)
        except Exception:  # a subscription must never stop a write
            _log.exception("the subscription %s could not be matched", watched.key)
    await call.reading(broker.store.put, call.tenant, KIND, identifier, after, notes=notes)
    if notes:
        broker.watch.wake()


def _owed(
    watched: ActiveSubscription, before: Body | None, after: Body | None, now: int
) -> list[Note]:
    notice = changed(watched.sources or (), before, after)
    throttling = watched.subscription.throttling
    if notice is None or (throttling and now - watched.noted < throttling):
        return []
    return owed(watched, notice, now)


def first_notes(
    broker: Broker, tenant: str, subscription: Subscription, wanted: tuple[Discovery, ...]
) -> list[Note]:
    """What a subscription is owed when it is made or changed: all that matches, if anything."""
    now = broker.now()
    if not subscription.live(now):
        return []
    notice = _all(broker, tenant, wanted, NEW)
    key = key_of(SOURCES, subscription.id)
    return [] if notice is None else [Note(key, encode(notice), due=0)]


def all_sources(broker: Broker, tenant: str, watched: ActiveSubscription) -> Body | None:
    """The notice of everything that matches a periodic subscription."""
    return _all(broker, tenant, watched.sources or (), UPDATED)


def _all(broker: Broker, tenant: str, wanted: tuple[Discovery, ...], reason: str) -> Body | None:
    now = broker.now()
    there = (document for document in broker.store.every(tenant, KIND) if live(document, now))
    return matching(wanted, there, reason)
