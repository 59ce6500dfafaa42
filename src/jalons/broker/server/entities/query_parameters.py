"""The parameters of a query of entities, read into an ``EntityQuery`` and a ``View``.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.7.2, 6.4.3.2 and 6.23 (query by POST).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import checked_name, uri
from jalons.broker.engine.problems import Problem, bad
from jalons.broker.engine.query import geo, language, selection
from jalons.broker.engine.query.request import EntityQuery, Order
from jalons.broker.engine.query.tree import Node, conjunction, path
from jalons.broker.engine.rendering import Projection, View
from jalons.broker.server.call import Call

FILTERS = frozenset(
    {
        "id",
        "type",
        "idPattern",
        "attrs",
        "q",
        "scopeQ",
        "georel",
        "geometry",
        "coordinates",
        "geoproperty",
        "lang",
        "pick",
        "omit",
        "datasetId",
        "expandValues",
        "jsonKeys",
    }
)
PAGING = frozenset({"limit", "offset", "count"})
SHOWING = frozenset(
    {
        "attrs",
        "pick",
        "omit",
        "lang",
        "datasetId",
        "geometryProperty",
        "join",
        "joinLevel",
        "containedBy",
        "orderBy",
        "collation",
        "entityMap",
        "splitEntities",
        "jsonKeys",
    }
)
QUERY = FILTERS | PAGING | SHOWING
MOST_ORDERS = 32
MOST_SELECTORS = 200
MOST_NESTED = 16
MEMBERS = ("id", "type", "scope", "createdAt", "modifiedAt", "expiresAt")


def entity_query(call: Call, *, by_id: bool = False) -> EntityQuery:
    """The query of the parameters; at least one filter must narrow it, or the whole is queried
    locally.

    Raises ``Problem`` when a parameter is wrong or none narrows the query.
    """
    params = call.params
    words = call.options()
    if params.get("type") == "*" and params.get("local") == "false":
        raise bad("every type (*) is asked of this broker alone: local is true, or left out")
    where = conjunction(
        selection.types(params["type"], call.context) if params.get("type") else None,
        _attributes(call),
        _q(params.get("q"), call),
        selection.scopes(params["scopeQ"]) if params.get("scopeQ") else None,
    )
    query = EntityQuery(
        ids=tuple(uri(item, "id") for item in call.names("id")),
        id_pattern=language.checked_pattern(params["idPattern"]) if params.get("idPattern") else "",
        where=where,
        geo=geo.parsed(params, call.context),
        order=orders(call),
        roughly=True,
        **page(call, counted="count" in words or call.flag("count")),
    )
    narrowed = query.where or query.geo or params.get("type") or (by_id and query.ids)
    if not narrowed and not call.flag("local"):
        raise bad(
            "a query has a type, attributes, q, geo-query or scope to narrow it, or local=true"
        )
    return query


def page(call: Call, *, counted: bool) -> dict[str, Any]:
    """The limit, the offset and whether to count, among the parameters."""
    options = call.broker.options
    limit = call.number("limit", options.default_limit)
    if limit is not None and limit > options.max_limit:
        raise Problem("TooManyResults", f"limit is at most {options.max_limit}")
    if limit == 0 and not counted:
        raise bad("limit=0 comes with count=true")
    return {"limit": limit, "offset": call.number("offset", 0), "counted": counted}


def _q(text: str | None, call: Call) -> Node | None:
    if text is None:
        return None
    expand = frozenset(call.names("expandValues"))
    return language.parsed(text, call.context, expand_values=expand)


def _attributes(call: Call) -> Node | None:
    names = [name for name in call.names("attrs") if name not in MEMBERS]
    picked = [name.partition("{")[0] for name in split(call.params.get("pick", ""))]
    if not names and picked and not any(name in MEMBERS for name in picked):
        names = picked
    return selection.attributes(names, call.context) if names else None


def orders(call: Call) -> tuple[Order, ...]:
    """The order of ``orderBy``: ``name``, ``name;desc``, several between commas."""
    found = []
    names = call.names("orderBy")
    if len(names) > MOST_ORDERS:
        raise Problem("TooComplexQuery", f"orderBy has more than {MOST_ORDERS} names")
    for item in names:
        name, _, way = item.partition(";")
        if way not in ("", "asc", "desc"):
            raise bad(f"orderBy: {way!r} is neither asc nor desc")
        found.append(Order(_order_path(name, call.context), descending=way == "desc"))
    return tuple(found)


def _order_path(name: str, context: Context) -> str:
    if name == "id":
        return "@id"
    if name in ("type", "scope"):
        return f"@{name}"
    names, _, members = name.partition("[")
    inner = tuple(members.rstrip("]").split(".")) if members else ()
    return path(*(context.expand(step) for step in names.split(".")), members=inner)


def view_of(call: Call) -> View:
    """How the entities found are written, with what is picked or left out."""
    return replace(call.view(), projection=projection(call))


def projection(call: Call) -> Projection:
    """What ``attrs``, ``pick``, ``omit`` show of an entity; raises ``Problem`` when they clash."""
    for name in ("pick", "omit", "attrs"):
        if call.params.get(name) == "":
            raise bad(f"{name} is empty")
    picked, omitted = split(call.params.get("pick", "")), split(call.params.get("omit", ""))
    if both := set(picked) & set(omitted):
        raise bad(f"{sorted(both)[0]} is both picked and omitted")
    names = [name for name in call.names("attrs") if name not in MEMBERS]
    if (picked or omitted) and names:
        raise bad("pick and omit take the place of attrs: give one or the other")
    if picked or omitted:
        return _projection(picked, omitted, call.context)
    if names:
        shown_names = {call.context.expand(name) for name in names}
        return Projection(pick=frozenset({*shown_names, *MEMBERS}))
    return Projection()


def _projection(picked: list[str], omitted: list[str], context: Context) -> Projection:
    pick, nested = _names(picked, context, picking=True)
    omit, deeper = _names(omitted, context, picking=False)
    shown = frozenset(pick) if picked else None
    return Projection(pick=shown, omit=frozenset(omit), nested=nested | deeper)


def _names(
    items: list[str], context: Context, *, picking: bool
) -> tuple[set[str], dict[str, Projection]]:
    """Names to pick or to omit, and what is nested: to omit inside an entity is not to omit it."""
    names: set[str] = set()
    nested: dict[str, Projection] = {}
    for item in items:
        name, brace, inside = item.partition("{")
        if not name or (brace and (not inside.endswith("}") or inside == "}")):
            raise bad(f"{item!r} is not a member to pick or omit")
        member = _member(name, context)
        if brace:
            inner = split(inside[:-1])
            nested[member] = _projection(*((inner, []) if picking else ([], inner)), context)
        if picking or not brace:
            names.add(member)
    return names, nested


def _member(name: str, context: Context) -> str:
    checked_name(name)
    return name if name in MEMBERS else context.expand(name)


def split(text: str) -> list[str]:
    """Names between commas or bars, those inside braces together with the name before them."""
    items, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            raise bad(f"a brace too many in {text!r}")
        if depth > MOST_NESTED:
            raise Problem("TooComplexQuery", f"more than {MOST_NESTED} braces within each other")
        if letter in ",|" and depth == 0:
            items.append(text[start:at])
            start = at + 1
    if depth:
        raise bad(f"a brace is not closed in {text!r}")
    if text:
        items.append(text[start:])
    if not all(items):
        raise bad(f"an empty name in {text!r}")
    return items


def posted(call: Call) -> Call:
    """The call of a query by POST, its body turned into the parameters of one by GET."""
    body = call.body
    if not isinstance(body, dict) or body.get("type", "Query") != "Query":
        raise bad("a query has the type Query")
    params = dict(call.params)
    for name, value in body.items():
        if name == "geoQ" and isinstance(value, dict):
            params |= {key: _text(item) for key, item in value.items()}
        elif name in ("attrs", "pick", "omit", "datasetId", "expandValues", "jsonKeys"):
            params[name] = ",".join(value) if isinstance(value, list) else str(value)
        elif name in QUERY and name not in ("type", "id"):
            params[name] = _text(value)
    return replace(call, params=params)


def selectors(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The selectors of entities of a query by POST or of a subscription: id, idPattern and type."""
    found = body.get("entities")
    if found is None:
        return []
    if not isinstance(found, list) or not found or not all(isinstance(s, dict) for s in found):
        raise bad("entities is a list of selectors, each with a type")
    if len(found) > MOST_SELECTORS:
        raise Problem("TooComplexQuery", f"entities has more than {MOST_SELECTORS} selectors")
    for selector in found:
        if not selector.get("type"):
            raise bad("a selector of entities has a type")
        for name in ("id", "idPattern", "type"):
            names = selector.get(name, [])
            if not all(isinstance(t, str) for t in (names if isinstance(names, list) else [names])):
                raise bad(f"the {name} of a selector is a text")
        if isinstance(selector.get("idPattern"), str):
            language.checked_pattern(selector["idPattern"])
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
