"""The reading of temporal evolutions: which entities, which of their instances, in which form.

An entity is selected by its type and id as it is now, and by its instances within the interval for
the rest: attributes, scopes, q and geo-query ask what it was then.
Source: ETSI GS CIM 009 V1.9.1, clauses 5.7.3, 5.7.4, 6.18, 6.19 and 6.24.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.entities import Doc, uri
from jalons.broker.engine.problems import bad, missing
from jalons.broker.engine.query import geo, language, selection
from jalons.broker.engine.query.request import EntityQuery, Page, selects
from jalons.broker.engine.query.tree import Either, Node
from jalons.broker.engine.rendering import View
from jalons.broker.engine.temporal import evolution, paging, parameters, scope_periods
from jalons.broker.engine.temporal.history_rows import SCOPE
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Series
from jalons.broker.engine.temporal.summaries import Periods, Summed, periods_of
from jalons.broker.server import negotiation
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call, answered, call_of
from jalons.broker.server.negotiation import JSON, JSON_LD
from jalons.broker.store.paging import walked

from . import query_parameters, routes

TIME = frozenset(
    {"timerel", "timeAt", "endTimeAt", "timeproperty", "lastN", "aggrMethods", "aggrPeriodDuration"}
)
ONE = TIME | {"attrs", "pick", "omit", "lang", "datasetId"}
MANY = ONE | query_parameters.FILTERS | query_parameters.PAGING | {"orderBy", "collation"}
BATCH = 200
Recorded = Series | Points | Summed
Found = tuple[Doc, list[Recorded]]


@dataclass(frozen=True, slots=True)
class TemporalRequest:
    """What a request wants of the history of entities, and in which form."""

    call: Call
    interval: parameters.Interval
    view: View
    form: parameters.Form
    aggregation: parameters.Aggregation | None
    last: int | None
    counted: bool
    attrs: tuple[str, ...] | None
    datasets: tuple[str | None, ...] | None
    scopes: Node | None
    periods: Periods | None = None

    def history(self, ids: tuple[str, ...]) -> HistoryQuery:
        """The query of the history of entities."""
        interval = self.interval
        return HistoryQuery(
            entities=ids,
            attrs=self.attrs,
            datasets=self.datasets,
            time=interval.time,
            start=interval.start,
            end=interval.end,
            last=self.last,
        )

    def recorded(self, ids: tuple[str, ...]) -> dict[str, list[Recorded]]:
        """What the answer needs of the history of entities, by entity: points or rows."""
        call = self.call
        if self.scopes is not None:
            return self._scoped(ids, self.scopes)
        query = self.history(ids)
        found: dict[str, list[Recorded]] = {}
        if self.periods is not None:
            read = allowed(call, call.broker.store.summed)
            for item in read(call.tenant, query, self.periods):
                found.setdefault(item.entity, []).append(item)
            return found
        if self.aggregation is not None:
            for points in allowed(call, call.broker.store.points)(call.tenant, query):
                found.setdefault(points.entity, []).append(points)
            return found
        query = paging.bounded(query, most=call.broker.options.most_instances)
        for series in allowed(call, call.broker.store.history)(call.tenant, query):
            found.setdefault(series.entity, []).append(series)
        return found

    def there(self, ids: tuple[str, ...]) -> dict[str, list[Recorded]]:
        """As ``recorded``, but one row of each series where that is enough to know it is there."""
        if self.scopes is not None:
            return self._scoped(ids, self.scopes)
        call = self.call
        query = replace(self.history(ids), first=1, last=None)
        found: dict[str, list[Recorded]] = {}
        for series in allowed(call, call.broker.store.history)(call.tenant, query):
            found.setdefault(series.entity, []).append(series)
        return found

    def _scoped(self, ids: tuple[str, ...], scopes: Node) -> dict[str, list[Recorded]]:
        """As ``recorded``, only of the time each entity was in some scopes."""
        call = self.call
        store, time = call.broker.store, self.interval.time
        scope_query = HistoryQuery(ids, attrs=(SCOPE,), time="modifiedAt")
        periods = {
            series.entity: scope_periods.spans(series.rows, scopes)
            for series in allowed(call, store.history)(call.tenant, scope_query)
        }
        query = replace(self.history(tuple(periods)), last=None)
        found: dict[str, list[Recorded]] = {}
        if self.aggregation is not None:
            for points in allowed(call, store.points)(call.tenant, query):
                if some := scope_periods.within(points, periods[points.entity], time):
                    found.setdefault(points.entity, []).append(some)
            return found
        for series in allowed(call, store.history)(call.tenant, query):
            if part := scope_periods.within(series, periods[series.entity], time):
                found.setdefault(series.entity, []).append(scope_periods.latest(part, self.last))
        return found


def allowed[T](call: Call, work: Callable[..., T]) -> Callable[..., T]:
    """A read of the store as the caller may do it, for work that is in a thread already."""
    return call.broker.guarded(work, call.caller)


def request_of(call: Call, *, required: bool) -> TemporalRequest:
    """Read what a request asks of history; raises ``Problem`` when something is wrong."""
    params = call.params
    form, words = parameters.form(params)
    projection = query_parameters.projection(call)
    if projection.nested:
        raise bad("a temporal evolution shows no linked entities: pick and omit have no braces")
    aggregation = parameters.aggregation(params) if form == "aggregatedValues" else None
    interval = parameters.interval(params, required=required)
    datasets = call.names("datasetId")
    summable = "lastN" not in params and not params.get("scopeQ")
    return TemporalRequest(
        call=call,
        interval=interval,
        view=View(
            context=call.context,
            form="concise" if form == "concise" else "normalized",
            sys_attrs="sysAttrs" in words,
            lang=negotiation.languages(params.get("lang", "")),
            projection=projection,
        ),
        form=form,
        aggregation=aggregation,
        periods=periods_of(aggregation, interval, now=call.broker.now())
        if aggregation is not None and summable
        else None,
        last=call.number("lastN", least=1),
        counted="count" in words or call.flag("count"),
        attrs=_attrs(call),
        datasets=tuple(None if d == "@none" else d for d in datasets) if datasets else None,
        scopes=selection.scopes(params["scopeQ"]) if params.get("scopeQ") else None,
    )


def _attrs(call: Call) -> tuple[str, ...] | None:
    """The expanded names of the attributes whose history is requested; None for all."""
    names = call.names("attrs") or call.names("pick")
    wanted = [name for name in names if name not in query_parameters.MEMBERS or name == "scope"]
    if not wanted:
        return None
    return tuple(name if name == "scope" else call.context.expand(name) for name in wanted)


async def retrieve(request: Request, broker: Broker) -> Response:
    """GET /temporal/entities/{id}."""
    call = await call_of(request, broker, known=ONE, offered=(JSON, JSON_LD))
    identifier = uri(call.path("entity"), "the id of an entity")
    wanted = request_of(call, required=False)
    found = await call.reading(_one, wanted, identifier)
    bodies, headers = _written(wanted, [found])
    if not bodies[0]:
        raise missing(f"{identifier} with something to show")
    status = 206 if headers else 200
    return call.answer(bodies[0], status=status, headers=headers)


def _one(wanted: TemporalRequest, identifier: str) -> Found:
    call = wanted.call
    store = call.broker.store
    doc = answered(allowed(call, store.read)(call.tenant, [identifier]).get(identifier), identifier)
    recorded = wanted.recorded((identifier,)).get(identifier, [])
    if not recorded:
        ever = HistoryQuery((identifier,), wanted.attrs, wanted.datasets, "modifiedAt", last=1)
        if not allowed(call, store.history)(call.tenant, ever):
            raise missing(f"the history of {identifier}, or of what is asked of it,")
    return doc, recorded


async def query(request: Request, broker: Broker) -> Response:
    """GET /temporal/entities: a page of the evolutions of the entities the parameters select."""
    call = await call_of(request, broker, known=MANY, offered=(JSON, JSON_LD))
    ids = tuple(uri(item, "id") for item in call.names("id"))
    kinds = call.params.get("type")
    types = selection.types(kinds, call.context) if kinds else None
    if not kinds and not _narrowed(call):
        raise bad("a query has a type, attributes, q or geo-query to narrow it, or local=true")
    return await _queried(call, types, ids, call.params.get("idPattern", ""))


def _narrowed(call: Call) -> bool:
    named = [*call.names("attrs"), *call.names("pick")]
    attrs = any(name not in query_parameters.MEMBERS for name in named)
    others = any(call.params.get(name) for name in ("q", "georel", "scopeQ"))
    return attrs or others or call.flag("local")


async def posted(request: Request, broker: Broker) -> Response:
    """POST /temporal/entityOperations/query."""
    call = await call_of(request, broker, known=MANY, takes=routes.BODY)
    query_call = query_parameters.posted(call)
    params = {**query_call.params, **_times(call.body)}
    call = replace(query_call, params=params)
    selectors = query_parameters.selectors(call.body)
    if not selectors and not _narrowed(call):
        raise bad("a query has entities, attributes, q or geo-query to narrow it")
    kinds: list[Node | None] = []
    ids: set[str] = set()
    patterns = []
    for selector in selectors:
        names = selector["type"]
        kinds.append(
            selection.types(",".join(names) if isinstance(names, list) else names, call.context)
        )
        wanted = selector.get("id", [])
        ids |= {uri(item, "id") for item in (wanted if isinstance(wanted, list) else [wanted])}
        patterns += [selector["idPattern"]] if "idPattern" in selector else []
    some = tuple(kind for kind in kinds if kind is not None)
    types = Either(some) if some and len(some) == len(kinds) else None
    pattern = "|".join(f"(?:{language.checked_pattern(text)})" for text in patterns)
    return await _queried(call, types, tuple(sorted(ids)), pattern)


def _times(body: dict[str, Any]) -> dict[str, str]:
    """The parameters of time in the body of a query, under ``temporalQ`` and ``aggrParams``."""
    found: dict[str, str] = {}
    for member in ("temporalQ", "aggrParams"):
        group = body.get(member, {})
        if not isinstance(group, dict):
            raise bad(f"{member} is an object")
        for name, value in group.items():
            if name in TIME:
                listed = isinstance(value, list)
                found[name] = ",".join(map(str, value)) if listed else str(value)
    if "aggrMethods" in found:
        found.setdefault("options", "aggregatedValues")
    return found


async def _queried(call: Call, types: Node | None, ids: tuple[str, ...], pattern: str) -> Response:
    wanted = request_of(call, required=True)
    base = EntityQuery(
        ids=ids,
        id_pattern=language.checked_pattern(pattern) if pattern else "",
        where=types,
        order=query_parameters.orders(call),
        **query_parameters.page(call, counted=wanted.counted),
    )
    expanded = frozenset(call.names("expandValues"))
    text = call.params.get("q")
    then = EntityQuery(
        where=language.parsed(text, call.context, expand_values=expanded) if text else None,
        geo=geo.parsed(call.params, call.context),
    )
    found, page = await call.reading(_page, wanted, base, then)
    bodies, headers = _written(wanted, found)
    status = 206 if headers else 200
    headers |= routes.paging(call, base, page)
    return call.answer([body for body in bodies if body], status=status, headers=headers)


def _page(
    wanted: TemporalRequest, base: EntityQuery, then: EntityQuery
) -> tuple[list[Found], Page]:
    """The entities of a page with their history; counted to the end on request only."""
    docs: list[Doc] = []
    seen, stop = 0, base.offset + base.limit
    for doc in _matching(wanted, base, then):
        seen += 1
        if base.offset < seen <= stop:
            docs.append(doc)
        if seen > stop and not base.counted:
            break
    recorded = wanted.recorded(tuple(doc["id"] for doc in docs)) if docs else {}
    found = [(doc, recorded.get(doc["id"], [])) for doc in docs]
    return found, Page(total=seen if base.counted else None, more=seen > stop)


def _matching(wanted: TemporalRequest, base: EntityQuery, then: EntityQuery) -> Iterator[Doc]:
    """Every entity selected that has something within the interval, in order."""
    call = wanted.call
    filtered = then.where is not None or then.geo is not None
    size = BATCH // 4 if filtered else BATCH
    ask = partial(allowed(call, call.broker.store.query), call.tenant)
    for page in walked(ask, replace(base, offset=0), size=size):
        ids = tuple(doc["id"] for doc in page.docs)
        recorded = wanted.there(ids) if ids else {}
        past = _then(wanted, page.docs, recorded) if filtered else {}
        for doc in page.docs:
            known = _has_instances(wanted, recorded.get(doc["id"], []))
            if known and (not filtered or selects(then, past[doc["id"]])):
                yield doc


def _has_instances(wanted: TemporalRequest, recorded: list[Recorded]) -> bool:
    """Whether an entity has instances to show; its scopes alone count only when requested."""
    scope_wanted = SCOPE in (wanted.attrs or ())
    return any(scope_wanted or item.attr != SCOPE for item in recorded)


def _then(
    wanted: TemporalRequest, docs: list[Doc], recorded: dict[str, list[Recorded]]
) -> dict[str, Doc]:
    """The entities with all they were within the interval in the place of their present."""
    ids = tuple(doc["id"] for doc in docs if doc["id"] in recorded)
    query = replace(wanted.history(ids), attrs=None, datasets=None, last=None)
    past = {doc["id"]: {**doc, "attrs": {}} for doc in docs if doc["id"] in recorded}
    call = wanted.call
    for series in allowed(call, call.broker.store.history)(call.tenant, query) if ids else ():
        rows = [row for row in series.rows if row.deleted is None and row.attr != "scope"]
        if rows:
            attrs = past[series.entity]["attrs"]
            attrs.setdefault(series.attr, []).extend(evolution.instance_of(row) for row in rows)
    return past


def _written(
    wanted: TemporalRequest, found: list[Found]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The JSON of evolutions, and the Content-Range when they go on beyond the answer."""
    view, interval = wanted.view, wanted.interval
    if wanted.aggregation is not None:
        bodies = [
            evolution.aggregates(
                doc,
                [item for item in recorded if not isinstance(item, Series)],
                view,
                interval=interval,
                aggregation=wanted.aggregation,
                periods=wanted.periods,
            )
            for doc, recorded in found
        ]
        return bodies, {}
    series = [item for _, recorded in found for item in recorded if isinstance(item, Series)]
    most = wanted.call.broker.options.most_instances
    part = paging.part(series, interval, most=most, last=wanted.last)
    of: dict[str, list[Series]] = {doc["id"]: [] for doc, _ in found}
    for item in part.series:
        of[item.entity].append(item)
    if wanted.form == "temporalValues":
        bodies = [evolution.values(doc, of[doc["id"]], view, interval) for doc, _ in found]
    else:
        bodies = [evolution.full(doc, of[doc["id"]], view) for doc, _ in found]
    headers = {"Content-Range": part.content_range} if part.content_range else {}
    return bodies, headers
