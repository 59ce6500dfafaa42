"""Registrations of context sources: read, checked, matched against what is looked for, written.

Values in, values out. A stored registration has its names expanded: types, attributes, properties.
Source: ETSI GS CIM 009 V1.9.1, clauses 5.2.8 to 5.2.11, 5.9, 5.10 and 4.3.6 (modes, operations).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import expand_attribute, uri
from jalons.broker.engine.geometry import checked as checked_geometry
from jalons.broker.engine.instants import canonical, micros
from jalons.broker.engine.problems import bad
from jalons.broker.engine.query.evaluate import index, matches, pattern
from jalons.broker.engine.query.geo import GeoQuery, satisfies
from jalons.broker.engine.query.language import checked_pattern
from jalons.broker.engine.query.tree import Node

Body = dict[str, Any]

TYPE = "ContextSourceRegistration"
EPOCH = "1970-01-01T00:00:00Z"
MODES = ("inclusive", "exclusive", "redirect", "auxiliary")
GEOMETRIES = ("location", "observationSpace", "operationSpace")
INTERVALS = ("observationInterval", "managementInterval")
TEXTS = ("registrationName", "description", "tenant", "contextSourceAlias", "refreshRate")
SET_BY_BROKER = (
    "createdAt", "modifiedAt", "status", "timesSent", "timesFailed", "lastSuccess", "lastFailure",
)  # fmt: skip
MEMBERS = frozenset(
    {
        "id", "type", "@context", "information", "endpoint", "expiresAt", "mode", "operations",
        "management", "contextSourceInfo", "scope", "datasetId",
        *GEOMETRIES, *INTERVALS, *TEXTS, *SET_BY_BROKER,
    }
)  # fmt: skip
OPERATIONS = frozenset(
    {
        "federationOps", "updateOps", "retrieveOps", "redirectionOps", "batchOps",
        "subscriptionOps", "createEntity", "updateEntity", "appendAttrs", "updateAttrs",
        "deleteAttrs", "deleteEntity", "mergeEntity", "replaceEntity", "replaceAttrs",
        "purgeEntity", "createBatch", "upsertBatch", "updateBatch", "deleteBatch", "mergeBatch",
        "upsertTemporal", "appendAttrsTemporal", "deleteAttrsTemporal", "updateAttrsTemporal",
        "updateAttrInstanceTemporal", "deleteAttrInstanceTemporal", "deleteTemporal",
        "retrieveEntity", "queryEntity", "queryBatch", "retrieveTemporal", "queryTemporal",
        "retrieveEntityTypes", "retrieveEntityTypeDetails", "retrieveEntityTypeInfo",
        "retrieveAttrTypes", "retrieveAttrTypeDetails", "retrieveAttrTypeInfo",
        "createSubscription", "updateSubscription", "retrieveSubscription", "querySubscription",
        "deleteSubscription", "createEntityMap", "updateEntityMap", "deleteEntityMap",
        "retrieveEntityMap", "queryEntityMap",
    }
)  # fmt: skip
MOST_INFORMATION = 1_000


@dataclass(frozen=True, slots=True)
class Times:
    """A temporal question: before, after or between instants (microseconds), on which interval."""

    relation: str
    at: int
    end: int | None
    interval: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What sources are looked for; what is empty asks for nothing."""

    ids: tuple[str, ...] = ()
    id_pattern: str = ""
    types: Node | None = None
    attrs: frozenset[str] = frozenset()
    where: Node | None = None
    geo: GeoQuery | None = None
    times: Times | None = None


def registration(body: Any, context: Context, *, now: int, past: bool = False) -> Body:
    """The registration to keep, its names expanded; ``now`` in microseconds.

    ``past`` leaves an expiry that is over as it is. Raises ``Problem`` (BadRequestData) naming
    which member is wrong.
    """
    if not isinstance(body, dict):
        raise bad("a registration is a JSON object")
    if body.get("type") != TYPE:
        raise bad(f"the type of a registration is {TYPE}, not {body.get('type')!r}")
    found: Body = {"type": TYPE, "endpoint": uri(body.get("endpoint"), "endpoint")}
    if "id" in body:
        found["id"] = uri(body["id"], "the id of a registration")
    found["information"] = _information(body.get("information"), context)
    found |= {name: checked_geometry(body[name]) for name in GEOMETRIES if name in body}
    found |= {name: _interval(name, body[name]) for name in INTERVALS if name in body}
    found |= {name: _text(name, body[name]) for name in TEXTS if name in body}
    found |= {n: body[n] for n in ("management", "contextSourceInfo", "scope") if n in body}
    found |= _forwarding(body)
    if "expiresAt" in body:
        found["expiresAt"] = canonical(_text("expiresAt", body["expiresAt"]))
        if not past and micros(found["expiresAt"]) <= now:
            raise bad("expiresAt is in the past")
    own = {context.expand(name): body[name] for name in body if name not in MEMBERS}
    for name, value in own.items():
        expand_attribute(name, value, context)
    return found | ({"properties": own} if own else {})


def merged(document: Body, fragment: Any, context: Context, *, now: int) -> Body:
    """The registration after a fragment: a member of it replaces, null removes it."""
    if not isinstance(fragment, dict):
        raise bad("a fragment of a registration is a JSON object")
    if fragment.get("id", document["id"]) != document["id"]:
        raise bad("the id of a registration does not change")
    after: Body = dict(_written(document, context))
    for name, value in fragment.items():
        if value is None or value == "urn:ngsi-ld:null":
            after.pop(name, None)
        else:
            after[name] = value
    return registration(after, context, now=now, past="expiresAt" not in fragment)


def shown(document: Body, context: Context, *, sys_attrs: bool = False) -> Body:
    """The registration as it is answered, its names compacted."""
    body = _written(document, context)
    if sys_attrs:
        body |= {name: document[name] for name in ("createdAt", "modifiedAt") if name in document}
    return body


def live(document: Body, now: int) -> bool:
    """Whether a registration has not expired."""
    return "expiresAt" not in document or micros(document["expiresAt"]) > now


def found_by(document: Body, wanted: Discovery) -> bool:
    """Whether a source may have what is looked for.

    Without a temporal question only sources of the present count: those without an interval.
    """
    if not any(_informs(information, wanted) for information in document["information"]):
        return False
    if wanted.times is None:
        if any(name in document for name in INTERVALS):
            return False
    elif not _overlaps(document.get(wanted.times.interval), wanted.times):
        return False
    if wanted.geo is not None:
        geometry = document.get(wanted.geo.attr.rpartition("/")[2])
        if geometry is None or not satisfies(wanted.geo, geometry):
            return False
    return wanted.where is None or matches(index(_as_entity(document)), wanted.where)


def relevant(document: Body, sought: Sequence[Discovery]) -> Body | None:
    """The registration with only the information that is sought; None when none is."""
    found = [wanted for wanted in sought if found_by(document, wanted)]
    if not found:
        return None
    informing = [
        information
        for information in document["information"]
        if any(_informs(information, wanted) for wanted in found)
    ]
    return {**document, "information": informing}


def times_of(params: Mapping[str, Any]) -> Times | None:
    """The temporal question of ``timerel``, ``timeAt``, ``endTimeAt``, ``timeproperty``.

    None without any. Raises ``Problem`` when one is missing or wrong.
    """
    relation = params.get("timerel")
    if not relation:
        if params.get("timeAt") or params.get("endTimeAt"):
            raise bad("timeAt and endTimeAt come with timerel")
        return None
    if relation not in ("before", "after", "between"):
        raise bad(f"timerel is before, after or between, not {relation!r}")
    if not params.get("timeAt") or (relation == "between" and not params.get("endTimeAt")):
        raise bad(f"timerel={relation} comes with timeAt (and endTimeAt for between)")
    name = params.get("timeproperty") or "observedAt"
    if name not in ("observedAt", "createdAt", "modifiedAt", "deletedAt"):
        raise bad(f"timeproperty is observedAt, createdAt, modifiedAt or deletedAt, not {name!r}")
    at = micros(_text("timeAt", params["timeAt"]))
    end = micros(_text("endTimeAt", params["endTimeAt"])) if relation == "between" else None
    interval = "observationInterval" if name == "observedAt" else "managementInterval"
    return Times(relation, at, end, interval)


def _informs(information: Body, wanted: Discovery) -> bool:
    names = information.get("propertyNames", []) + information.get("relationshipNames", [])
    if wanted.attrs and names and wanted.attrs.isdisjoint(names):
        return False
    entities = information.get("entities")
    return not entities or any(_concerns(entity, wanted) for entity in entities)


def _concerns(entity: Body, wanted: Discovery) -> bool:
    if wanted.types is not None:
        kind = {
            "id": "",
            "type": entity["type"],
            "attrs": {},
            "createdAt": EPOCH,
            "modifiedAt": EPOCH,
        }
        if not matches(index(kind), wanted.types):
            return False
    identifier = entity.get("id")
    if wanted.ids:
        if identifier is not None:
            return identifier in wanted.ids
        if "idPattern" in entity:
            return any(pattern(entity["idPattern"]).search(item) for item in wanted.ids)
    if wanted.id_pattern and identifier is not None:
        return pattern(wanted.id_pattern).search(identifier) is not None
    return True


def _overlaps(interval: Body | None, times: Times) -> bool:
    if interval is None:
        return False
    start = micros(interval["startAt"])
    end = micros(interval["endAt"]) if "endAt" in interval else None
    if times.relation == "before":
        return start < times.at
    if times.relation == "after":
        return end is None or end > times.at
    return start < (times.end or times.at) and (end is None or end > times.at)


def _as_entity(document: Body) -> Body:
    """The own properties of a registration, in the shape a query reads."""
    plain = Context(terms={}, vocab="", source=None)
    own = document.get("properties", {})
    attrs = {name: expand_attribute(name, value, plain) for name, value in own.items()}
    dates = {name: document.get(name, EPOCH) for name in ("createdAt", "modifiedAt")}
    return {"id": document["id"], "type": [TYPE], "attrs": attrs, **dates}


def _written(document: Body, context: Context) -> Body:
    body = {
        name: value
        for name, value in document.items()
        if name not in ("information", "properties", *SET_BY_BROKER)
    }
    body["information"] = [_shown_information(item, context) for item in document["information"]]
    own = document.get("properties", {})
    return body | {context.compact(name): value for name, value in own.items()}


def _shown_information(information: Body, context: Context) -> Body:
    body: Body = {}
    if "entities" in information:
        body["entities"] = []
        for entity in information["entities"]:
            kinds = [context.compact(kind) for kind in entity["type"]]
            body["entities"].append({**entity, "type": kinds[0] if len(kinds) == 1 else kinds})
    for member in ("propertyNames", "relationshipNames"):
        if member in information:
            body[member] = [context.compact(name) for name in information[member]]
    return body


def _information(value: Any, context: Context) -> list[Body]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_INFORMATION:
        raise bad(f"information is a list of 1 to {MOST_INFORMATION} items")
    return [_one_information(item, context) for item in value]


def _one_information(item: Any, context: Context) -> Body:
    known = {"entities", "propertyNames", "relationshipNames"}
    if not isinstance(item, dict) or not item or not item.keys() <= known:
        raise bad(f"an item of information has one or more of {', '.join(sorted(known))}")
    body: Body = {}
    if "entities" in item:
        if not isinstance(item["entities"], list) or not item["entities"]:
            raise bad("entities is a list of types, each perhaps with an id or an idPattern")
        body["entities"] = [_entity(entity, context) for entity in item["entities"]]
    for member in ("propertyNames", "relationshipNames"):
        if member in item:
            body[member] = [context.expand(name) for name in _texts(member, item[member])]
    return body


def _entity(item: Any, context: Context) -> Body:
    if not isinstance(item, dict):
        raise bad("an item of entities is an object with a type")
    kinds = item.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    body: Body = {"type": [context.expand(kind) for kind in _texts("type", kinds)]}
    if "id" in item:
        body["id"] = uri(item["id"], "the id of an entity")
    if "idPattern" in item:
        body["idPattern"] = checked_pattern(_text("idPattern", item["idPattern"]))
    return body


def _forwarding(body: Body) -> Body:
    found: Body = {}
    if "mode" in body:
        if body["mode"] not in MODES:
            raise bad(f"mode is one of {', '.join(MODES)}, not {body['mode']!r}")
        found["mode"] = body["mode"]
    if "operations" in body:
        found["operations"] = _texts("operations", body["operations"])
        for name in found["operations"]:
            if name not in OPERATIONS:
                raise bad(f"operations: {name!r} is not an operation of this API")
    return found


def _interval(name: str, value: Any) -> Body:
    if not isinstance(value, dict) or not value.keys() <= {"startAt", "endAt"}:
        raise bad(f"{name} has a startAt and perhaps an endAt")
    found = {member: canonical(_text(member, at)) for member, at in value.items()}
    if "startAt" not in found:
        raise bad(f"{name} has a startAt")
    if "endAt" in found and micros(found["endAt"]) < micros(found["startAt"]):
        raise bad(f"{name} ends before it starts")
    return found


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise bad(f"{name} is a text")
    return value


def _texts(name: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise bad(f"{name} is a list of names")
    return [_text(name, item) for item in value]
