"""The routes that write temporal evolutions: history, whole or instance by instance.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.6.11 to 5.6.16 and 6.18 to 6.22.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.entities import NULL, Instance, checked_name, expand_attribute, uri
from jalons.broker.engine.instants import written
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import bad, missing
from jalons.broker.engine.temporal import current
from jalons.broker.engine.temporal.evolution import instance_of
from jalons.broker.engine.temporal.evolution_input import Evolution, evolution
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.engine.temporal.request import HistoryQuery, Row
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call, call_of
from jalons.broker.store.port import Erase, HistoryChange, Step

from .routes import BODY, NO_CONTENT, NOTHING, PATCH


async def create(request: Request, broker: Broker) -> Response:
    """POST /temporal/entities: 201 when the entity is new, 204 when instances were added to it."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    incoming = evolution(call.body, call.context)
    effect = await _added(call, incoming, creates=True)
    if effect.before is not None:
        return Response(status_code=NO_CONTENT)
    return call.created("/ngsi-ld/v1/temporal/entities", incoming.latest["id"])


async def append(request: Request, broker: Broker) -> Response:
    """POST /temporal/entities/{id}/attrs: add instances to the history of an entity."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    identifier = uri(call.path("entity"), "the id of an entity")
    incoming = evolution(call.body, call.context, fragment=True)
    if incoming.latest.setdefault("id", identifier) != identifier:
        raise bad(f"the body is about {incoming.latest['id']}, the address about {identifier}")
    await _added(call, incoming, creates=False)
    return Response(status_code=NO_CONTENT)


async def _added(call: Call, incoming: Evolution, *, creates: bool) -> Effect:
    """Add the instances that came; one observed when another was takes its place."""
    identifier = incoming.latest["id"]
    rows = incoming.rows(written(call.broker.now()))
    known = await _same(call, identifier, rows)
    placed = [row._replace(instance=known.get(_key(row), "")) for row in rows]
    step = Step(
        identifier,
        current.upsert(incoming.latest, creates=creates),
        HistoryChange(rows=tuple(placed)),
    )
    return await call.step(step)


def _key(row: Row) -> tuple[str, str | None, int]:
    return row.attr, row.dataset, row.stamp


async def _same(
    call: Call, identifier: str, rows: list[Row]
) -> dict[tuple[str, str | None, int], str]:
    """The addresses of instances at the instants of rows, by attribute, dataset and instant."""
    stamps = [row.observed for row in rows if row.observed is not None]
    if not stamps:
        return {}
    query = HistoryQuery(
        (identifier,),
        attrs=tuple({row.attr for row in rows}),
        start=min(stamps),
        end=max(stamps) + 1,
    )
    found = await call.reading(call.broker.store.history, call.tenant, query)
    return {_key(row): row.instance for series in found for row in series.rows}


async def delete(request: Request, broker: Broker) -> Response:
    """DELETE /temporal/entities/{id}: the history, and the entity if only its history made it."""
    call = await call_of(request, broker, known=NOTHING, writes=True)
    identifier = uri(call.path("entity"), "the id of an entity")
    await call.step(Step(identifier, current.forget(identifier), HistoryChange(erase=Erase())))
    return Response(status_code=NO_CONTENT)


async def delete_attribute(request: Request, broker: Broker) -> Response:
    """DELETE /temporal/entities/{id}/attrs/{attribute}: its default series, one dataset, or all."""
    known = frozenset({"datasetId", "deleteAll"})
    call = await call_of(request, broker, known=known, writes=True)
    identifier, name, iri = _named(call)
    every = call.flag("deleteAll")
    dataset = call.params.get("datasetId")
    if dataset is not None:
        dataset = None if dataset == "@none" else uri(dataset, "datasetId")
    query = HistoryQuery((identifier,), (iri,), None if every else (dataset,), "modifiedAt", last=1)
    if not await call.reading(broker.store.history, call.tenant, query):
        raise missing(f"the history of {name} in {identifier}")
    erase = Erase(iri, dataset, every_dataset=every)
    await call.step(Step(identifier, current.untouched(identifier), HistoryChange(erase=erase)))
    return Response(status_code=NO_CONTENT)


async def patch_instance(request: Request, broker: Broker) -> Response:
    """PATCH /temporal/entities/{id}/attrs/{attribute}/{instance}: change some of its members."""
    call = await call_of(request, broker, known=NOTHING, takes=PATCH, writes=True)
    identifier, name, iri = _named(call)
    row = await _instance(call, identifier, name, iri)
    body = call.body
    if isinstance(body, dict) and len(body) == 1 and name in body:
        body = body[name][0] if isinstance(body[name], list) and body[name] else body[name]
    (patch,) = expand_attribute(name, body, call.context, partial=True, nulls=True)
    changed = _patched(name, row, patch, written(broker.now()))
    history = HistoryChange(rows=(changed._replace(instance=row.instance),))
    await call.step(Step(identifier, current.untouched(identifier), history))
    return Response(status_code=NO_CONTENT)


def _patched(name: str, row: Row, patch: Instance, moment: str) -> Row:
    """A row with the members of a patch in the place of its own; a null takes one away."""
    before = instance_of(row)
    if patch.get("type", before["type"]) != before["type"]:
        raise bad(f"{name} is a {before['type']}: its type does not change by an update")
    after = {**before, **{key: value for key, value in patch.items() if value != NULL}}
    for member in [key for key, value in patch.items() if value == NULL]:
        after.pop(member, None)
    if "value" not in after:
        raise bad(f"an instance of {name} has a value: delete it rather")
    if after.get("datasetId") != row.dataset:
        raise bad("the datasetId of an instance does not change")
    if before.get("subs") and patch.get("subs"):
        after["subs"] = {**before["subs"], **patch["subs"]}
    return row_of(row.attr, {**after, "modifiedAt": moment})


async def delete_instance(request: Request, broker: Broker) -> Response:
    """DELETE /temporal/entities/{id}/attrs/{attribute}/{instance}."""
    call = await call_of(request, broker, known=NOTHING, writes=True)
    identifier, name, iri = _named(call)
    row = await _instance(call, identifier, name, iri)
    erase = Erase(iri, row.dataset, every_dataset=False, instance=row.instance)
    await call.step(Step(identifier, current.untouched(identifier), HistoryChange(erase=erase)))
    return Response(status_code=NO_CONTENT)


def _named(call: Call) -> tuple[str, str, str]:
    """The id of the address, the name of its attribute, and that name expanded."""
    identifier = uri(call.path("entity"), "the id of an entity")
    name = checked_name(call.path("attribute"))
    if name.startswith("/") or name in (".", ".."):
        raise bad("the address names no attribute")
    return identifier, name, name if name == "scope" else call.context.expand(name)


async def _instance(call: Call, identifier: str, name: str, iri: str) -> Row:
    """The row of the instance of the address; raises ``Problem`` when there is none."""
    wanted = uri(call.path("instance"), "the id of an instance")
    query = HistoryQuery((identifier,), (iri,), time="modifiedAt")
    for series in await call.reading(call.broker.store.history, call.tenant, query):
        for row in series.rows:
            if row.instance == wanted:
                return row
    raise missing(f"the instance {wanted} of {name} in {identifier}")
