"""A notification made ready to send: its body, its headers, the context it is written in.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.3.1 and 6.3.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.rendering import entity
from jalons.broker.engine.subscriptions import sources
from jalons.broker.engine.subscriptions.notification import notification, ready, view_of
from jalons.broker.engine.subscriptions.subscription import Subscription
from jalons.broker.server.entities.joins import Read, linked_with
from jalons.broker.server.negotiation import JSON_LD, context_link
from jalons.broker.store.contexts import CORE_ADDRESS, core, core_addresses

from .transport import Parcel


async def parcel_of(
    docs: list[Doc], subscription: Subscription, *, tenant: str, read: Read, at: int
) -> Parcel:
    """The parcel that notifies a subscriber of entities; ``read`` has those they lead to."""
    context, address = context_in(subscription, inside=subscription.endpoint.accept == JSON_LD)
    view = view_of(subscription, context)
    docs = [ready(doc, view) for doc in docs]
    if subscription.join == "@none":
        entities = [entity(doc, view) for doc in docs]
    else:
        inline = subscription.join == "inline"
        entities = await linked_with(
            read, docs, view, inline=inline, levels=subscription.join_level
        )
    body = notification(subscription, docs, entities, view=view, at=at)
    return wrapped(body, subscription, tenant=tenant, address=address)


def sources_parcel(
    notice: Mapping[str, Any], subscription: Subscription, *, tenant: str, at: int
) -> Parcel:
    """The parcel that notifies a subscriber of registrations."""
    context, address = context_in(subscription, inside=subscription.endpoint.accept == JSON_LD)
    body = sources.notification(subscription, notice, context=context, at=at)
    return wrapped(body, subscription, tenant=tenant, address=address)


def wrapped(
    notice: dict[str, Any], subscription: Subscription, *, tenant: str, address: Any
) -> Parcel:
    """The parcel of a notification whose names are those of the context at an address."""
    accept, endpoint = subscription.endpoint.accept, subscription.endpoint
    body: dict[str, Any] = {"id": f"urn:ngsi-ld:Notification:{uuid4()}"} | notice
    headers = {"Content-Type": accept}
    if accept == JSON_LD:
        body["data"] = [{**item, "@context": address} for item in body["data"]]
        body["@context"] = address
    else:
        headers["Link"] = context_link(address)
    if tenant:
        headers["NGSILD-Tenant"] = tenant
    return Parcel(
        uri=endpoint.uri,
        body=body,
        headers=(*headers.items(), *endpoint.headers),
        version=endpoint.notifier.get("MQTT-Version", "mqtt5.0"),
        qos=int(endpoint.notifier.get("MQTT-QoS", "0")),
    )


def context_in(subscription: Subscription, *, inside: bool) -> tuple[Context, Any]:
    """The context a notification is written in, and how it is named, ``inside`` it or in a header.

    A context of several parts has no address to put in a Link header: names are then written in
    full, in the core context.
    """
    context, source = subscription.context, subscription.context.source
    if subscription.address:
        return context, subscription.address
    parts = source if isinstance(source, list) else [source]
    own = [part for part in parts if not isinstance(part, str) or part not in core_addresses()]
    if not own:
        return (context, source) if isinstance(source, str) else (core(), CORE_ADDRESS)
    if len(own) == 1 and isinstance(own[0], str):
        return context, own[0]
    return (context, source) if inside else (core(), CORE_ADDRESS)
