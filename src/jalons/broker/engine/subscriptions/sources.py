"""Subscriptions to registrations: which change concerns them, why, and the notice they receive.

A **notice** is a JSON-able dict: ``{"reason": str, "registrations": [documents]}``, each with only
the information that matches.
Source: ETSI GS CIM 009 V1.9.1, clauses 5.3.2 (notification), 5.11.2, 5.11.3 and 5.11.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import bad
from jalons.broker.engine.query import language
from jalons.broker.engine.query.tree import Node
from jalons.broker.engine.registrations import Body, Discovery, relevant, shown, times_of

from .subscription import Selector, Subscription

NEW, UPDATED, GONE = "newlyMatching", "updated", "noLongerMatching"


def sought(
    document: Mapping[str, Any],
    subscription: Subscription,
    context_of: Callable[[Any], Context],
) -> tuple[Discovery, ...]:
    """What a subscription looks for among registrations; ``Problem`` when a query of it is wrong.

    ``q`` is about values of entities, which a registration does not have: it excludes nothing.
    Without ``watchedAttributes`` every attribute counts; with them, those notified count too.
    """
    body = document["body"]
    question = body.get("temporalQ", {})
    if not isinstance(question, dict):
        raise bad("temporalQ is an object with timerel and timeAt")
    watched = subscription.watched
    if watched:
        watched |= frozenset(body["notification"].get("attributes", ()))
    where: Node | None = None
    if body.get("csf"):
        where = language.parsed(unquote(body["csf"]), context_of(document["qContext"]))
    times = times_of(question)
    return tuple(
        Discovery(
            ids=tuple(sorted(selector.ids)),
            id_pattern="" if selector.ids else selector.id_pattern,
            types=selector.types,
            attrs=watched,
            where=where,
            geo=subscription.geo,
            times=times,
        )
        for selector in subscription.selectors or (Selector(),)
    )


def changed(wanted: Sequence[Discovery], before: Body | None, after: Body | None) -> Body | None:
    """The notice of a registration that was ``before`` and is ``after``; None when none is due.

    What no longer matches is notified as it was when it did.
    """
    old = relevant(before, wanted) if before is not None else None
    new = relevant(after, wanted) if after is not None else None
    if new is not None:
        return {"reason": NEW if old is None else UPDATED, "registrations": [new]}
    return None if old is None else {"reason": GONE, "registrations": [old]}


def matching(wanted: Sequence[Discovery], every: Iterable[Body], reason: str) -> Body | None:
    """The notice of all the registrations that match; None when none does."""
    found = [part for each in every if (part := relevant(each, wanted)) is not None]
    return {"reason": reason, "registrations": found} if found else None


def notification(
    subscription: Subscription, notice: Mapping[str, Any], *, context: Context, at: int
) -> Body:
    """The notification of a notice, still without an id, in a context, at ``at`` µs."""
    dated = subscription.sys_attrs
    return {
        "type": "ContextSourceNotification",
        "subscriptionId": subscription.id,
        "notifiedAt": written(at),
        "triggerReason": notice["reason"],
        "data": [shown(each, context, sys_attrs=dated) for each in notice["registrations"]],
    }
