"""A subscription ready to be matched: its texts parsed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.instants import micros
from jalons.broker.engine.problems import bad
from jalons.broker.engine.query import geo, language, selection
from jalons.broker.engine.query.geo import GeoQuery
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import All, Compare, Either, Node, Not, conjunction
from jalons.broker.engine.rendering import Form, Projection

from .validation import ENTITY_MEMBERS, Body, pairs, split, texts

SECOND = 1_000_000
DEFAULT_TRIGGERS = frozenset({"attributeCreated", "attributeUpdated"})
ATTRIBUTE_TRIGGERS = frozenset({"attributeCreated", "attributeUpdated", "attributeDeleted"})


@dataclass(frozen=True, slots=True)
class Selector:
    """Entities by id, by a pattern of ids and by an expression of types (None: every type)."""

    ids: frozenset[str] = frozenset()
    id_pattern: str = ""
    types: Node | None = None

    @property
    def named(self) -> frozenset[str]:
        """The expanded types its expression names."""
        return frozenset(_named(self.types)) if self.types is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where notifications go. ``timeout`` and ``cooldown`` are in seconds, 0 when absent."""

    uri: str
    accept: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    notifier: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 0.0
    cooldown: float = 0.0


@dataclass(frozen=True, slots=True)
class Subscription:
    """What to watch and how to notify it. Times are microseconds; 0 stands for none.

    ``address`` is the one of ``context`` when the subscription names it.
    """

    id: str
    selectors: tuple[Selector, ...]
    endpoint: Endpoint
    context: Context
    address: str = ""
    triggers: frozenset[str] = DEFAULT_TRIGGERS
    watched: frozenset[str] = frozenset()
    where: Node | None = None
    geo: GeoQuery | None = None
    active: bool = True
    expires: int = 0
    throttling: int = 0
    interval: int = 0
    datasets: frozenset[str] | None = None
    lang: tuple[str, ...] = ()
    form: Form = "normalized"
    sys_attrs: bool = False
    show_changes: bool = False
    projection: Projection = field(default_factory=Projection)
    join: str = "@none"
    join_level: int = 1

    def live(self, now: int) -> bool:
        """Whether it is active and has not expired."""
        return self.active and not 0 < self.expires <= now

    def queries(self, limit: int) -> list[EntityQuery]:
        """The queries of the entities it is about, one a selector."""
        return [
            EntityQuery(
                ids=tuple(sorted(selector.ids)),
                id_pattern=selector.id_pattern,
                where=conjunction(selector.types, self.where),
                geo=self.geo,
                limit=limit,
            )
            for selector in self.selectors or (Selector(),)
        ]


def status(body: Body, now: int) -> str:
    """``active``, ``paused`` or ``expired``."""
    if "expiresAt" in body and micros(body["expiresAt"]) <= now:
        return "expired"
    return "active" if body.get("isActive", True) else "paused"


def compiled(document: Mapping[str, Any], context_of: Callable[[Any], Context]) -> Subscription:
    """The subscription of a stored document; ``Problem`` when a query or context is wrong."""
    body: Body = document["body"]
    notification = body["notification"]
    queried = context_of(document.get("qContext", document["context"]))
    shown = context_of(body.get("jsonldContext", document["context"]))
    triggers = frozenset(body.get("notificationTrigger", DEFAULT_TRIGGERS))
    if "entityUpdated" in triggers:
        triggers |= ATTRIBUTE_TRIGGERS
    datasets = body.get("datasetId")
    form = notification.get("format", "normalized")
    return Subscription(
        id=document["id"],
        selectors=tuple(_selector(item, queried) for item in body.get("entities", ())),
        endpoint=_endpoint(notification["endpoint"]),
        context=shown,
        address=body.get("jsonldContext", ""),
        triggers=triggers,
        watched=frozenset(body.get("watchedAttributes", ())),
        where=_where(body, queried),
        geo=geo.parsed(body.get("geoQ", {}), queried),
        active=body.get("isActive", True),
        expires=micros(body["expiresAt"]) if "expiresAt" in body else 0,
        throttling=round(body.get("throttling", 0) * SECOND),
        interval=round(body.get("timeInterval", 0) * SECOND),
        datasets=None if datasets is None else frozenset(datasets),
        lang=tuple(body["lang"].replace(" ", "").split(",")) if "lang" in body else (),
        form="simplified" if form == "keyValues" else form,
        sys_attrs=notification.get("sysAttrs", False),
        show_changes=notification.get("showChanges", False),
        projection=_projection(notification),
        join=notification.get("join", "@none"),
        join_level=notification.get("joinLevel", 1),
    )


def _where(body: Body, context: Context) -> Node | None:
    q = unquote(body["q"]) if body.get("q") else ""  # clients send it as in an address too
    expand = frozenset(body.get("expandValues", ()))
    if body.get("csf"):  # a filter of sources; stored, and refused when it is no query
        language.parsed(unquote(body["csf"]), context)
    return conjunction(
        language.parsed(q, context, expand_values=expand) if q else None,
        selection.scopes(body["scopeQ"]) if body.get("scopeQ") else None,
    )


def _selector(item: Body, context: Context) -> Selector:
    ids = item.get("id", [])
    pattern = item.get("idPattern", "")
    return Selector(
        ids=frozenset([ids] if isinstance(ids, str) else ids),
        id_pattern=language.checked_pattern(pattern) if pattern else "",
        types=selection.types(item["type"], context),
    )


def _named(node: Node) -> Iterator[str]:
    match node:
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _named(part)
        case Not(part=part):
            yield from _named(part)
        case Compare(values=values):
            yield from (value for value in values if isinstance(value, str))
        case _:
            return


def _endpoint(body: Body) -> Endpoint:
    return Endpoint(
        uri=body["uri"],
        accept=body.get("accept", "application/json"),
        headers=tuple(pairs(body.get("receiverInfo"), "receiverInfo")),
        notifier=dict(pairs(body.get("notifierInfo"), "notifierInfo")),
        timeout=body.get("timeout", 0) / 1000,
        cooldown=body.get("cooldown", 0) / 1000,
    )


def _projection(notification: Body) -> Projection:
    if "attributes" in notification:
        names = set(texts(notification["attributes"], "attributes"))
        return Projection(pick=frozenset(names | ENTITY_MEMBERS))
    return _picked(notification.get("pick", []), notification.get("omit", []))


def _picked(pick: list[str], omit: list[str]) -> Projection:
    nested: dict[str, Projection] = {}
    names: set[str] = set()
    for item in pick:
        name, brace, inside = item.partition("{")
        names.add(name)
        if brace:
            nested[name] = _picked(split(inside[:-1]), [])
    omitted = set()
    for item in omit:
        name, brace, inside = item.partition("{")
        if brace:
            nested[name] = _picked([], split(inside[:-1]))
        else:
            omitted.add(name)
    if names & omitted:
        raise bad("a member is both picked and omitted")
    return Projection(frozenset(names) if pick else None, frozenset(omitted), nested)
