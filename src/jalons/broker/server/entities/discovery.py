"""The routes of the types and attributes in use.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.7.5 to 5.7.10 and 6.25 to 6.28.
"""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.problems import missing
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call, call_of
from jalons.broker.store.port import TypeCount

KNOWN = frozenset({"details"})


async def types(request: Request, broker: Broker) -> Response:
    """GET /types: the names of the types, or each with its attributes."""
    call = await call_of(request, broker, known=KNOWN)
    found = await call.reading(broker.store.types, call.tenant)
    compact = call.context.compact
    if not call.flag("details"):
        body: Any = {
            "id": _identifier("EntityTypeList", found),
            "type": "EntityTypeList",
            "typeList": sorted(compact(kind.iri) for kind in found),
        }
        return call.answer(body)
    body = [
        {
            "id": kind.iri,
            "type": "EntityType",
            "typeName": compact(kind.iri),
            "attributeNames": sorted(compact(attr) for attr in kind.attrs),
        }
        for kind in found
    ]
    return call.answer(body)


async def type_(request: Request, broker: Broker) -> Response:
    """GET /types/{type}."""
    call = await call_of(request, broker, known=frozenset())
    iri = call.context.expand(call.path("type"))
    found = await call.reading(broker.store.types, call.tenant)
    kind = next((kind for kind in found if kind.iri == iri), None)
    if kind is None:
        raise missing(f"the type {call.path('type')}")
    compact = call.context.compact
    details = [
        {
            "id": attr,
            "type": "Attribute",
            "attributeName": compact(attr),
            "attributeTypes": sorted(kinds),
        }
        for attr, kinds in kind.attrs.items()
    ]
    body = {
        "id": iri,
        "type": "EntityTypeInfo",
        "typeName": compact(iri),
        "entityCount": kind.entities,
        "attributeDetails": details,
    }
    return call.answer(body)


async def attributes(request: Request, broker: Broker) -> Response:
    """GET /attributes: the names of the attributes, or each with the types that have it."""
    call = await call_of(request, broker, known=KNOWN)
    found = await call.reading(broker.store.types, call.tenant)
    names = sorted({attr for kind in found for attr in kind.attrs})
    compact = call.context.compact
    if not call.flag("details"):
        body: Any = {
            "id": _identifier("AttributeList", found),
            "type": "AttributeList",
            "attributeList": [compact(name) for name in names],
        }
        return call.answer(body)
    return call.answer([_attribute(call, name, found, counted=False) for name in names])


async def attribute(request: Request, broker: Broker) -> Response:
    """GET /attributes/{attribute}."""
    call = await call_of(request, broker, known=frozenset())
    iri = call.context.expand(call.path("attribute"))
    found = await call.reading(broker.store.types, call.tenant)
    if not any(iri in kind.attrs for kind in found):
        raise missing(f"the attribute {call.path('attribute')}")
    return call.answer(_attribute(call, iri, found, counted=True))


def _attribute(call: Call, iri: str, found: list[TypeCount], *, counted: bool) -> dict[str, Any]:
    compact = call.context.compact
    kinds = [kind for kind in found if iri in kind.attrs]
    body: dict[str, Any] = {
        "id": iri,
        "type": "Attribute",
        "attributeName": compact(iri),
        "typeNames": sorted(compact(kind.iri) for kind in kinds),
    }
    if counted:
        body["attributeCount"] = sum(sum(kind.attrs[iri].values()) for kind in kinds)
        body["attributeTypes"] = sorted({name for kind in kinds for name in kind.attrs[iri]})
    return body


def _identifier(what: str, found: list[TypeCount]) -> str:
    """An id that stays the same as long as the list does."""
    digest = hashlib.sha256("\n".join(sorted(kind.iri for kind in found)).encode()).hexdigest()
    return f"urn:ngsi-ld:{what}:{digest[:16]}"
