"""Subscriptions as they come: checked, their names expanded, changed by merge patch.

A **stored subscription** is a JSON-able dict::

    {"id": uri, "body": its members with names expanded,
     "context": its context, "qContext": that of its q, "createdAt": str, "modifiedAt": str}

Source: ETSI GS CIM 009 V1.9.1, clauses 5.2.12 (members), 5.8.1 and 5.8.2; RFC 7396.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import NULL, uri
from jalons.broker.engine.instants import canonical, micros
from jalons.broker.engine.problems import bad

Body = dict[str, Any]

TRIGGERS = frozenset({
    "entityCreated", "entityUpdated", "entityDeleted",
    "attributeCreated", "attributeUpdated", "attributeDeleted",
})  # fmt: skip
LONGEST = 100 * 366 * 86_400  # seconds
FORMATS = frozenset({"normalized", "concise", "simplified", "keyValues"})
ACCEPTED = frozenset({"application/json", "application/ld+json", "application/geo+json"})
SCHEMES = frozenset({"http", "https", "mqtt", "mqtts"})
ENTITY_MEMBERS = frozenset({"id", "type", "scope", "createdAt", "modifiedAt", "expiresAt"})
_TEXTS = ("subscriptionName", "description", "q", "scopeQ", "lang", "csf", "jsonldContext")
_FLAGS = ("isActive", "localOnly", "splitEntities")
_LISTS = ("watchedAttributes", "notificationTrigger", "datasetId", "expandValues", "jsonKeys")
_OTHERS = ("id", "type", "entities", "timeInterval", "throttling", "expiresAt", "geoQ", "temporalQ")
_MEMBERS = frozenset({*_TEXTS, *_FLAGS, *_LISTS, *_OTHERS, "notification", "entityMap"})
_NOTIFICATION = frozenset({
    "attributes", "pick", "omit", "format", "sysAttrs", "showChanges", "endpoint",
    "join", "joinLevel", "ngsildConformance",
})  # fmt: skip
_NAME = re.compile(r"[^();|,\s]+")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te"})


def expanded(payload: Any, context: Context) -> Body:
    """The members a client sent, with names of attributes and types expanded, nulls included.

    What the broker itself keeps (status, dates, counts) is left out, and so is what is no member
    of a subscription. Raises ``Problem`` for what cannot be read.
    """
    if not isinstance(payload, dict):
        raise bad("a subscription is a JSON object")
    body: Body = {}
    for name, value in payload.items():
        member = {"@id": "id", "@type": "type"}.get(name, name)
        if member not in _MEMBERS:
            continue
        body[member] = value if _is_null(value) else _member(member, value, context)
    return body


def _is_null(value: Any) -> bool:
    return value is None or value == NULL


def _member(member: str, value: Any, context: Context) -> Any:
    if member == "entities":
        return _selectors(value, context)
    if member in ("watchedAttributes", "expandValues", "jsonKeys"):
        return [context.expand(name) for name in texts(value, member)]
    if member == "geoQ" and isinstance(value, dict) and isinstance(value.get("geoproperty"), str):
        return {**value, "geoproperty": context.expand(value["geoproperty"])}
    if member == "notification":
        return _notification(value, context)
    return value


def _selectors(value: Any, context: Context) -> list[Body]:
    if not isinstance(value, list) or not value or not all(isinstance(s, dict) for s in value):
        raise bad("entities is a list of selectors, each with a type")
    found = []
    for selector in value:
        kind = selector.get("type", selector.get("@type"))
        if not isinstance(kind, str) or not kind:
            raise bad("a selector of entities has a type")
        name = _NAME.sub(lambda match: _type_name(match.group(), context), kind)
        found.append({**selector, "type": name})
    return found


def _type_name(name: str, context: Context) -> str:
    return name if name == "*" else context.expand(name)


def _notification(value: Any, context: Context) -> Body:
    if not isinstance(value, dict):
        raise bad("notification is an object with an endpoint")
    body: Body = {}
    for name, item in value.items():
        if name not in _NOTIFICATION:
            continue
        listed = name in ("attributes", "pick", "omit") and not _is_null(item)
        body[name] = [picked(text, context) for text in texts(item, name)] if listed else item
    return body


def picked(text: str, context: Context) -> str:
    """A member to pick or omit, expanded, with what is inside its braces."""
    name, brace, inside = text.partition("{")
    name = name if name in ENTITY_MEMBERS else context.expand(name)
    if not brace:
        return name
    if not inside.endswith("}"):
        raise bad(f"a brace is not closed in {text!r}")
    return f"{name}{{{','.join(picked(item, context) for item in split(inside[:-1]))}}}"


def split(text: str) -> list[str]:
    """Names between commas or bars; those in braces stay with the name before them."""
    items, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if letter in ",|" and depth == 0:
            items.append(text[start:at])
            start = at + 1
    items.append(text[start:])
    if depth or not all(items):
        raise bad(f"{text!r} is not a list of members")
    return items


def texts(value: Any, what: str) -> list[str]:
    """A list of texts, none empty; raises ``Problem`` for anything else."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values:
        raise bad(f"{what} is a list of names, with one at least")
    if not all(isinstance(item, str) and item for item in values):
        raise bad(f"{what} is a list of names")
    return values


def checked_fragment(patch: Body) -> Body:
    """The members of an update when they are right by themselves; ``Problem`` names what is not.

    Members it does not have stay as they are, but a notification comes with its endpoint.
    """
    if patch.get("type", "Subscription") != "Subscription":
        raise bad("the type of a subscription is Subscription")
    if not _is_null(patch.get("notification")):
        _check_notification(merged({}, patch["notification"]))
    return patch


def merged(body: Body, patch: Body) -> Body:
    """The members with a patch merged in: objects are merged, lists replaced, nulls remove."""
    after = dict(body)
    for name, value in patch.items():
        if _is_null(value):
            after.pop(name, None)
        elif isinstance(value, dict) and isinstance(after.get(name), dict):
            after[name] = merged(after[name], value)
        elif isinstance(value, dict):
            after[name] = merged({}, value)
        else:
            after[name] = value
    return after


def checked(body: Body, *, now: int) -> Body:
    """The members of a whole subscription when they are right; ``Problem`` names what is not.

    ``now`` is in microseconds: a subscription does not expire in the past.
    """
    if body.get("type") != "Subscription":
        raise bad("the type of a subscription is Subscription")
    if "id" in body:
        uri(body["id"], "the id of a subscription")
    _check_plain(body)
    wanted = body.get("entities") or body.get("watchedAttributes") or body.get("localOnly")
    if not wanted:
        raise bad("a subscription names entities or watchedAttributes")
    for selector in body.get("entities", ()):
        _check_selector(selector)
    _check_times(body)
    _check_notification(body.get("notification"))
    return {**body, **_lists(body, now)}


def _check_plain(body: Body) -> None:
    for member in _TEXTS:
        if member in body and (not isinstance(body[member], str) or not body[member]):
            raise bad(f"{member} is a text")
    for member in _FLAGS:
        if member in body and not isinstance(body[member], bool):
            raise bad(f"{member} is true or false")
    if "jsonldContext" in body:
        uri(body["jsonldContext"], "jsonldContext")
    if "geoQ" in body and not isinstance(body["geoQ"], dict):
        raise bad("geoQ is an object with georel, geometry and coordinates")


def _lists(body: Body, now: int) -> Body:
    """The members that are written in one way whatever way they came."""
    out: Body = {}
    if "notificationTrigger" in body:
        out["notificationTrigger"] = texts(body["notificationTrigger"], "notificationTrigger")
        if unknown := set(out["notificationTrigger"]) - TRIGGERS:
            raise bad(f"notificationTrigger: {sorted(unknown)[0]!r} is none")
    if "datasetId" in body:
        out["datasetId"] = texts(body["datasetId"], "datasetId")
        for dataset in out["datasetId"]:
            if dataset != "@none":
                uri(dataset, "datasetId")
    if "expiresAt" in body:
        out["expiresAt"] = _future(body["expiresAt"], now)
    return out


def _future(value: Any, now: int) -> str:
    if not isinstance(value, str):
        raise bad("expiresAt is a date and time")
    if micros(value) <= now:
        raise bad(f"expiresAt: {value} is in the past")
    return canonical(value)


def _check_selector(selector: Body) -> None:
    if "id" in selector:
        ids = selector["id"] if isinstance(selector["id"], list) else [selector["id"]]
        for identifier in ids:
            uri(identifier, "the id of a selector")
    if "idPattern" in selector and not isinstance(selector["idPattern"], str):
        raise bad("the idPattern of a selector is a regular expression")


def _check_times(body: Body) -> None:
    for member in ("timeInterval", "throttling"):
        if member in body and not _is_length(body[member], most=LONGEST):
            raise bad(f"{member} is a number of seconds, more than 0, at most a century")
    if "timeInterval" in body:
        for other in ("throttling", "watchedAttributes", "notificationTrigger"):
            if other in body:
                raise bad(f"a subscription with a timeInterval has no {other}")


def _is_length(value: Any, *, most: int) -> bool:
    """Whether a value is a number above 0 up to ``most``: dates are counted with it."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= most


def _check_notification(notification: Any) -> None:
    if not isinstance(notification, dict):
        raise bad("a subscription has a notification")
    if notification.get("format", "normalized") not in FORMATS:
        raise bad(f"format is one of {', '.join(sorted(FORMATS))}")
    for member in ("sysAttrs", "showChanges"):
        if not isinstance(notification.get(member, False), bool):
            raise bad(f"{member} is true or false")
    if notification.get("join", "@none") not in ("inline", "flat", "@none"):
        raise bad("join is inline, flat or @none")
    level = notification.get("joinLevel", 1)
    if type(level) is not int or level < 1:
        raise bad("joinLevel is a whole number from 1")
    shown, left = (notification.get(name) for name in ("pick", "omit"))
    if "attributes" in notification and (shown is not None or left is not None):
        raise bad("pick and omit take the place of attributes: give one or the other")
    if both := set(shown or ()) & set(left or ()):
        raise bad(f"{sorted(both)[0]} is both picked and omitted")
    if notification.get("showChanges") and notification.get("format") in (
        "simplified",
        "keyValues",
    ):
        raise bad("showChanges cannot be told in the simplified format")
    _check_endpoint(notification.get("endpoint"))


def _check_endpoint(endpoint: Any) -> None:
    if not isinstance(endpoint, dict):
        raise bad("a notification has an endpoint")
    address = uri(endpoint.get("uri"), "the uri of an endpoint")
    _check_address(address)
    if endpoint.get("accept", "application/json") not in ACCEPTED:
        raise bad(f"accept is one of {', '.join(sorted(ACCEPTED))}")
    for member in ("timeout", "cooldown"):
        if not _is_length(endpoint.get(member, 1), most=LONGEST * 1000):
            raise bad(f"{member} is a number of milliseconds, more than 0, at most a century")
    _check_headers(pairs(endpoint.get("receiverInfo"), "receiverInfo"))
    _check_notifier(dict(pairs(endpoint.get("notifierInfo"), "notifierInfo")))


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        there = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise bad(f"the uri of an endpoint: {error}") from error
    if parts.scheme not in SCHEMES or not there or not address.isascii():
        raise bad(f"the uri of an endpoint is http, https, mqtt or mqtts, with a host: {address!r}")
    topic = unquote(parts.path).strip("/")
    if parts.scheme.startswith("mqtt") and (not topic or "#" in topic or "+" in topic):
        raise bad("the uri of an MQTT endpoint has a topic, without wildcard: mqtt://host/topic")


def _check_headers(headers: list[tuple[str, str]]) -> None:
    for name, value in headers:
        if not _HEADER.fullmatch(name) or name.lower() in _FRAMING:
            raise bad(f"receiverInfo: {name!r} is not a header to send")
        if not value.isprintable() or not value.isascii():
            raise bad(f"receiverInfo: the value of {name!r} is not one of a header")


def _check_notifier(info: dict[str, str]) -> None:
    if info.get("MQTT-Version", "mqtt5.0") not in ("mqtt3.1.1", "mqtt5.0"):
        raise bad("MQTT-Version is mqtt3.1.1 or mqtt5.0")
    if info.get("MQTT-QoS", "0") not in ("0", "1", "2"):
        raise bad("MQTT-QoS is 0, 1 or 2")


def pairs(value: Any, what: str) -> list[tuple[str, str]]:
    """The pairs of a list of ``{"key", "value"}``; raises ``Problem`` for anything else."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise bad(f"{what} is a list of keys and values")
    found = []
    for item in value:
        key, text = item.get("key"), item.get("value")
        if not isinstance(key, str) or not isinstance(text, str):
            raise bad(f"{what} is a list of keys and values, each a text")
        found.append((key, text))
    return found
