"""The notification of entities, and the subscription as its owner reads it.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.3.1 (notification), 5.2.12 and 5.2.14 (status and counts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.instants import written
from jalons.broker.engine.query.geo import LOCATION
from jalons.broker.engine.rendering import View, features, wire_value

from .subscription import DEFAULT_TRIGGERS, Subscription, status
from .validation import ENTITY_MEMBERS, Body, split

GEO_JSON = "application/geo+json"
_NAME = re.compile(r"[^();|,\s]+")


def view_of(subscription: Subscription, context: Context) -> View:
    """How the entities of its notifications are written, in a context."""
    return View(
        context=context,
        form=subscription.form,
        sys_attrs=subscription.sys_attrs,
        lang=subscription.lang,
        datasets=subscription.datasets,
        projection=subscription.projection,
    )


def ready(doc: Doc, view: View) -> Doc:
    """A document with what its instances were written in the terms of the view."""
    if not any("previous" in item for items in doc["attrs"].values() for item in items):
        return doc
    attrs = {iri: [_previous(item, view) for item in items] for iri, items in doc["attrs"].items()}
    return {**doc, "attrs": attrs}


def _previous(instance: Instance, view: View) -> Instance:
    if "previous" not in instance:
        return instance
    before = wire_value({**instance, "value": instance["previous"]}, view)
    return {**instance, "previous": before}


def notification(
    subscription: Subscription,
    docs: Sequence[Doc],
    entities: list[dict[str, Any]],
    *,
    view: View,
    at: int,
) -> dict[str, Any]:
    """The notification, still without an id, of documents written as ``entities``, at ``at`` µs."""
    for doc, entity in zip(docs, entities, strict=False):
        if "deletedAt" in doc and view.projection.shows("deletedAt"):
            entity["deletedAt"] = doc["deletedAt"]
    data: Any = entities
    if subscription.endpoint.accept == GEO_JSON:
        data = features(list(docs), view, geometry=LOCATION)
    return {
        "type": "Notification",
        "subscriptionId": subscription.id,
        "notifiedAt": written(at),
        "data": data,
    }


def shown(
    document: Mapping[str, Any],
    context: Context,
    *,
    now: int,
    state: Mapping[str, Any],
    sys_attrs: bool = False,
) -> Body:
    """A subscription as JSON, its names in the terms of ``context``, with its status and counts."""
    body = dict(document["body"])
    out: Body = {"id": document["id"], "type": "Subscription"}
    out |= {name: value for name, value in body.items() if name not in out}
    for name in ("watchedAttributes", "expandValues", "jsonKeys"):
        if name in body:
            out[name] = [context.compact(iri) for iri in body[name]]
    if "entities" in body:
        out["entities"] = [
            {**item, "type": _NAME.sub(lambda m: context.compact(m.group()), item["type"])}
            for item in body["entities"]
        ]
    if "geoproperty" in body.get("geoQ", {}):
        out["geoQ"] = {**body["geoQ"], "geoproperty": context.compact(body["geoQ"]["geoproperty"])}
    notice = dict(body["notification"])
    for name in ("attributes", "pick", "omit"):
        if name in notice:
            notice[name] = [_compact(item, context) for item in notice[name]]
    out["notification"] = notice | dict(state)
    out.setdefault("notificationTrigger", sorted(DEFAULT_TRIGGERS))
    out["status"] = status(body, now)
    if sys_attrs:
        out |= {name: document[name] for name in ("createdAt", "modifiedAt")}
    return out


def _compact(item: str, context: Context) -> str:
    name, brace, inside = item.partition("{")
    name = name if name in ENTITY_MEMBERS else context.compact(name)
    if not brace:
        return name
    return f"{name}{{{','.join(_compact(part, context) for part in split(inside[:-1]))}}}"
