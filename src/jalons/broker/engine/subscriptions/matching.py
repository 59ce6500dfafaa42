"""Whether an effect concerns a subscription, and the entity to notify.

It is an entity document in which what was deleted is an instance whose value is the
NGSI-LD null; with ``showChanges`` an instance has what it was under ``previous``.
Source: ETSI GS CIM 009 V1.9.1, clause 5.8.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jalons.broker.engine.entities import NULL, Doc, Instance
from jalons.broker.engine.operations import Change, Effect
from jalons.broker.engine.query.evaluate import index, matches, pattern
from jalons.broker.engine.query.geo import satisfies
from jalons.broker.engine.query.leaves import shapes
from jalons.broker.engine.query.tree import TYPE

from .subscription import Selector, Subscription

_OF_CHANGE = {
    "created": "attributeCreated",
    "updated": "attributeUpdated",
    "deleted": "attributeDeleted",
}


def notified_entity(subscription: Subscription, effect: Effect) -> Doc | None:
    """The entity a subscriber is notified of, None when the effect does not concern it."""
    doc = effect.after or effect.before
    if doc is None or subscription.interval:
        return None
    changes = _triggering(subscription, effect)
    if changes is None or not concerns(subscription, doc):
        return None
    if effect.after is None:
        return _deleted(subscription, doc, effect)
    return _changed(subscription, doc, effect)


def _triggering(subscription: Subscription, effect: Effect) -> list[Change] | None:
    """The changes that trigger a notification, None when nothing does."""
    triggers = subscription.triggers
    seen = [c for c in effect.changes if not subscription.watched or c.attr in subscription.watched]
    if subscription.watched and not seen:
        return None
    if effect.after is None:
        gone = seen if "attributeDeleted" in triggers else []
        return seen if "entityDeleted" in triggers else gone or None
    if effect.before is None and "entityCreated" in triggers:
        return seen
    return [change for change in seen if _OF_CHANGE[change.kind] in triggers] or None


def concerns(subscription: Subscription, doc: Doc) -> bool:
    """Whether an entity is among those of a subscription, its queries included."""
    selectors = subscription.selectors
    if selectors and not any(_selects(selector, doc) for selector in selectors):
        return False
    if subscription.where is not None and not matches(index(doc), subscription.where):
        return False
    if (geo := subscription.geo) is None:
        return True
    return any(iri == geo.attr and satisfies(geo, geometry) for iri, geometry in shapes(doc))


def _selects(selector: Selector, doc: Doc) -> bool:
    if selector.types is not None and not matches({TYPE: doc["type"]}, selector.types):
        return False
    if selector.ids:
        return doc["id"] in selector.ids
    return not selector.id_pattern or pattern(selector.id_pattern).search(doc["id"]) is not None


def _deleted(subscription: Subscription, doc: Doc, effect: Effect) -> Doc:
    """An entity that is gone: its head, and the attributes watched or changed as nulls."""
    attrs: dict[str, list[Instance]] = {}
    for change in effect.changes:
        if subscription.show_changes or change.attr in subscription.watched:
            attrs.setdefault(change.attr, []).append(
                _null(change, previous=subscription.show_changes)
            )
    out = {**doc, "attrs": attrs}
    moments = [change.instance["deletedAt"] for change in effect.changes]
    if moments:
        out["deletedAt"] = moments[0]
    return out


def _changed(subscription: Subscription, doc: Doc, effect: Effect) -> Doc:
    gone = "attributeDeleted" in subscription.triggers
    previous = subscription.show_changes
    attrs = dict(doc["attrs"])
    for change in effect.changes:
        if change.kind == "deleted" and gone:
            whole = change.attr not in doc["attrs"] and change.attr in attrs and not previous
            null = _null(change, previous=previous)
            attrs[change.attr] = [_whole(null)] if whole else [*attrs.get(change.attr, []), null]
        elif change.kind == "updated" and previous and change.previous:
            attrs[change.attr] = list(_with_previous(attrs.get(change.attr, ()), change))
    return {**doc, "attrs": attrs}


def _whole(instance: Instance) -> Instance:
    """The null of an attribute that went with all its instances: of no dataset."""
    return {name: value for name, value in instance.items() if name != "datasetId"}


def _with_previous(instances: Iterable[Instance], change: Change) -> Iterable[Instance]:
    dataset = change.instance.get("datasetId")
    for instance in instances:
        if instance.get("datasetId") == dataset and instance.get("value") != NULL:
            yield {**instance, "previous": (change.previous or {}).get("value")}
        else:
            yield instance


def _null(change: Change, *, previous: bool) -> Instance:
    document: Mapping[str, object] = change.instance
    members = ("type", "datasetId", "createdAt", "modifiedAt", "deletedAt")
    instance: Instance = {name: document[name] for name in members if name in document}
    instance["value"] = {"@none": NULL} if instance["type"] == "LanguageProperty" else NULL
    if previous and change.previous is not None:
        instance["previous"] = change.previous["value"]
    return instance
