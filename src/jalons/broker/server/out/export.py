"""Exports under ``/export``: a type, or its history, as CSV, GeoJSON or Parquet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from jalons.broker.engine.instants import micros
from jalons.broker.engine.out import cql
from jalons.broker.engine.problems import bad
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import conjunction
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call
from jalons.broker.server.negotiation import GEO_JSON
from jalons.broker.store.out.export import FORMATS, Export, Format, Reads, attribution, exported
from jalons.broker.store.out.offered_types import Offered

from .reads import answer, offered, one, origin, reading_call

MEDIA: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "geojson": GEO_JSON,
    "parquet": "application/vnd.apache.parquet",
}
KNOWN = frozenset({"shape", "history", "from", "to", "filter", "separator"})
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}


async def listing(request: Request, broker: Broker) -> Response:
    """GET /export: the types, with the addresses of their exports."""
    call = await reading_call(request, broker, known=frozenset())
    listed = [
        {
            "name": kind.name,
            "title": kind.title,
            "type": kind.kind.iri,
            "entities": kind.kind.entities,
            "source": source(kind),
            "attribution": attribution(kind),
            "exports": {
                form: origin(call, f"/export/{quote(kind.name)}.{form}") for form in FORMATS
            },
        }
        for kind in (await offered(call)).values()
    ]
    return answer(listed)


async def export(request: Request, broker: Broker) -> Response:
    """GET /export/{file}, such as Streetlight.csv: streamed, its name in the answer."""
    call = await reading_call(request, broker, known=KNOWN)
    name, _, ending = call.path("file").rpartition(".")
    form = next((form for form in FORMATS if form == ending), None)
    if form is None:
        raise bad(f"an export ends with {', '.join(FORMATS)}, not {ending!r}")
    kind = await one(call, name)
    wanted = _export(call, kind, form)
    parts = await call.reading(exported, wanted, reads(call))
    past = "-historique" if wanted.past else ""
    headers = {"Content-Disposition": f'attachment; filename="{quote(kind.name)}{past}.{form}"'}
    return StreamingResponse(parts, headers=headers, media_type=MEDIA[form])


def _export(call: Call, kind: Offered, form: Format) -> Export:
    params = call.params
    shape = params.get("shape", "wide")
    if shape not in ("wide", "long"):
        raise bad("shape is wide or long")
    past = call.flag("history")
    if not past and ("from" in params or "to" in params):
        raise bad("from and to come with history=true")
    if params.get("separator", "comma") not in SEPARATORS:
        raise bad(f"separator is one of {', '.join(SEPARATORS)}")
    text = (
        cql.parsed(params["filter"], kind.columns.iris) if "filter" in params else cql.Cql2Filter()
    )
    if len(text.places) > 1:
        raise bad("the filter of an export has one relation of space at most")
    return Export(
        kind=kind,
        query=EntityQuery(
            where=conjunction(kind.wanted(), text.where),
            geo=text.places[0] if text.places else None,
        ),
        format=form,
        long=shape == "long",
        past=past,
        start=micros(params["from"]) if "from" in params else None,
        end=micros(params["to"]) if "to" in params else None,
        separator=SEPARATORS[params.get("separator", "comma")],
        source=source(kind),
    )


def reads(call: Call) -> Reads:
    """The reads of the store as the policies allow them to this caller."""
    store = call.broker.store
    return Reads(query=_allowed(call, store.query), history=_allowed(call, store.history))


def _allowed(call: Call, work: Callable[..., Any]) -> Callable[..., Any]:
    return partial(call.broker.guarded(work, call.caller), call.tenant)


def source(kind: Offered) -> str:
    """Who answers for the data of a type, as its policy says; empty when it has none."""
    return kind.policy.owner if kind.policy is not None else ""
