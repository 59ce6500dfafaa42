"""One request: who asks, in which context, for what; and the answers made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, unquote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.bounds import bounded
from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem, bad
from jalons.broker.engine.rendering import Form, View
from jalons.broker.store.contexts import CORE_ADDRESS, core
from jalons.broker.store.port import Answer, Step

from . import negotiation
from .broker import Broker, Caller
from .context_fetching import context_for
from .negotiation import GEO_JSON, JSON, JSON_LD, MERGE_PATCH

T = TypeVar("T")
encode = msgspec.json.encode
_decode = msgspec.json.Decoder().decode
OUTSIDE = frozenset(
    {"entities", "entityOperations", "temporal", "types", "attributes", "jsonldContexts", "info"}
)
MANY = ("/entityOperations/", "/temporal/", "/jsonldContexts")
COMMON = frozenset({"local", "csf", "options", "format", "via"})
FORMS: dict[str, Form] = {
    "normalized": "normalized",
    "concise": "concise",
    "simplified": "simplified",
    "keyValues": "simplified",
}
FORMATS = frozenset({*FORMS, "temporalValues", "aggregatedValues"})
OPTIONS = FORMATS | {"sysAttrs", "count", "noOverwrite", "update", "replace", "audit"}


@dataclass(slots=True)
class Call:
    """A request as the routes see it. ``media`` is the media type of the answer."""

    request: Request
    broker: Broker
    caller: Caller
    params: dict[str, str]
    media: str
    context: Context
    body: Any = None

    @property
    def tenant(self) -> str:
        """The tenant the call is about."""
        return self.caller.tenant

    @property
    def root(self) -> str:
        """The path this server stands under, empty or without a slash at its end."""
        return str(self.request.scope.get("root_path", "")).rstrip("/")

    def created(self, path: str, identifier: str) -> Response:
        """201 with the address of what was created, e.g. in ``/ngsi-ld/v1/subscriptions``."""
        address = f"{self.root}{path}/{quote(identifier, safe=':')}"
        return Response(status_code=201, headers={"Location": address})

    def path(self, name: str) -> str:
        """A part of the address, such as the id of an entity."""
        return unquote(str(self.request.path_params[name]))

    def number(self, name: str, default: int | None = None, *, least: int = 0) -> int | None:
        """A whole number among the parameters; raises ``Problem`` for what is none or too small."""
        text = self.params.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) < least:
            raise bad(f"{name} is a whole number from {least}, not {text!r}")
        return int(text)

    def flag(self, name: str) -> bool:
        """A yes or no among the parameters."""
        text = self.params.get(name, "false")
        if text not in ("true", "false"):
            raise bad(f"{name} is true or false, not {text!r}")
        return text == "true"

    def names(self, name: str) -> list[str]:
        """A list of names between commas; raises ``Problem`` when one is empty."""
        if name not in self.params:
            return []
        names = self.params[name].split(",")
        if not all(names):
            raise bad(f"{name} is a list of names between commas")
        return names

    def options(self) -> frozenset[str]:
        """The words of ``options`` and ``format``."""
        words = frozenset(word for word in self.params.get("options", "").split(",") if word)
        if unknown := words - OPTIONS:
            raise Problem("InvalidRequest", f"options: {min(unknown)!r} is not one")
        if chosen := self.params.get("format"):
            if chosen not in FORMATS:
                raise Problem("InvalidRequest", f"format: {chosen!r} is not one")
            return (words - frozenset(FORMS)) | {chosen}
        return words

    def view(self, **more: Any) -> View:
        """How the entities of the answer are written."""
        words = self.options()
        form: Form = next((FORMS[word] for word in FORMS if word in words), "normalized")
        datasets = frozenset(self.names("datasetId")) or None
        return View(
            context=self.context,
            form=form,
            sys_attrs="sysAttrs" in words,
            lang=negotiation.languages(self.params.get("lang", "")),
            datasets=datasets,
            **more,
        )

    async def reading(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run a read of the store in a thread."""
        loop = asyncio.get_running_loop()
        allowed = self.broker.guarded(work, self.caller)
        return await loop.run_in_executor(None, lambda: allowed(*args, **named))

    async def writing(self, steps: Sequence[Step]) -> list[Answer]:
        """Run steps; the answers come after the commit."""
        broker = self.broker
        since = broker.meter.started()
        allowed = broker.admitted(self.tenant, steps)
        future = broker.store.submit(self.tenant, allowed, now=broker.now())
        answers = await asyncio.wrap_future(future)
        done = sum(len(answer.changes) for answer in answers if isinstance(answer, Effect))
        broker.meter.committed(since, done)
        return answers

    async def step(self, step: Step) -> Effect:
        """Run one step; raises its ``Problem``."""
        (answer,) = await self.writing([step])
        if isinstance(answer, Problem):
            raise answer
        return answer

    def answer(
        self, body: Any, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> Response:
        """The answer in JSON or JSON-LD: the context in the body, or in a Link header."""
        more = dict(headers or {})
        address = self.context.source if self.context is not core() else CORE_ADDRESS
        if self.media == JSON_LD or (self.media == GEO_JSON and not self.body_is_json()):
            body = with_context(body, address)
        elif isinstance(address, str):
            link = negotiation.context_link(address)
            more["Link"] = f"{link}, {more['Link']}" if "Link" in more else link
        return Response(encode(body), status, more, media_type=self.media)

    def body_is_json(self) -> bool:
        """Whether the client prefers the body of a GeoJSON answer without a context."""
        return "body=json" in self.request.headers.get("prefer", "").replace(" ", "")


def with_context(body: Any, address: Any) -> Any:
    """The body with its context, in each entity of a list."""
    if isinstance(body, list):
        return [with_context(item, address) for item in body]
    if isinstance(body, dict):
        return {**body, "@context": address}
    return body


def may_ask(caller: Caller, path: str, *, writing: bool) -> None:
    """Nothing when a caller may; raises a ``Forbidden`` problem when not.

    Who is outside the authority reads entities, history, types, attributes, contexts, nothing else.
    """
    if writing and not caller.may_write:
        raise Problem("Forbidden", "this caller may read and not write")
    resource = path.partition("/ngsi-ld/v1/")[2].partition("/")[0]
    if caller.audience != "internal" and resource not in OUTSIDE:
        raise Problem("Forbidden", f"{resource or path} is for the authority itself")


def answered(doc: Doc | None, what: str) -> Doc:
    """The document, or a ``ResourceNotFound`` problem."""
    if doc is None:
        raise Problem("ResourceNotFound", f"{what} is not known here")
    return doc


async def call_of(  # noqa: PLR0913 - what differs between routes, named
    request: Request,
    broker: Broker,
    *,
    known: frozenset[str],
    offered: tuple[str, ...] = (JSON, JSON_LD),
    takes: tuple[str, ...] = (),
    writes: bool = False,
) -> Call:
    """Read a request. ``takes`` are the media types of its body, none when it has no body.

    Raises ``Problem`` for whatever is not as the API says.
    """
    caller = await broker.gate.caller(request.headers, writing=writes)
    may_ask(caller, request.scope["path"], writing=writes)
    media = negotiation.accepted(request.headers.get("accept", ""), offered)
    pairs = parse_qsl(
        request.scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True
    )
    params = dict(pairs)
    negotiation.known_only(params, known | COMMON)
    linked = negotiation.linked_context(request.headers.getlist("link"))
    if not takes:
        context = await context_for(broker, linked, tenant=caller.tenant)
        return Call(request, broker, caller, params, media, context)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in takes:
        raise Problem(
            "UnsupportedMediaType", f"{kind or 'no content type'}; send {' or '.join(takes)}"
        )
    body = await body_of(request, broker)
    source = source_of_context(body, kind, linked)
    context = await context_for(broker, source, tenant=caller.tenant)
    return Call(request, broker, caller, params, media, context, body)


def source_of_context(body: Any, kind: str, linked: str | None) -> Any:
    """The context of a body, taken out; raises ``Problem`` when it stands at the wrong place."""
    inside = isinstance(body, dict) and "@context" in body
    if kind == JSON_LD:
        if linked is not None:
            raise bad("a JSON-LD body has its context inside, not in a Link header")
        if isinstance(body, list):  # each of its items has its own
            return None
        if not inside:
            raise bad("a JSON-LD body has a member @context")
        return body.pop("@context")
    if inside:
        if kind == MERGE_PATCH and linked is None:
            return body.pop("@context")
        raise bad("a JSON body has no @context: send it as application/ld+json")
    return linked


async def body_of(request: Request, broker: Broker) -> Any:
    """The JSON of a body; raises ``Problem`` when it is too large, empty or no JSON."""
    many = any(word in request.scope["path"] for word in MANY)
    most = broker.options.max_body if many else broker.options.max_entity
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise Problem("RequestEntityTooLarge", f"{length} bytes; at most {most}")
    if not length and request.headers.get("transfer-encoding"):
        raise Problem("LengthRequired", "send the length of the body (Content-Length)")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise Problem("RequestEntityTooLarge", f"more than {most} bytes")
    try:
        body = _decode(bytes(raw))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Problem("InvalidRequest", f"the body is not JSON: {error}") from error
    if not isinstance(body, list):  # the items of a list are refused one by one
        bounded(body, "the body")
    return body
