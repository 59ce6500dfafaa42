"""SensorThings 1.1, to read, under ``/sta/v1.1``: the entities and their history as things.

Source: OGC 18-088 (SensorThings API part 1, version 1.1), clauses 9.2 and 9.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from jalons.broker.engine.out.odata import SetOptions, options
from jalons.broker.engine.out.things import LINKS
from jalons.broker.engine.problems import Problem, missing
from jalons.broker.server.broker import Broker
from jalons.broker.store.out.things import Found, Item, ThingSets, page, shown, value

from .export import reads
from .reads import again, answer, offered, origin, reading_call

ROOT = "/sta/v1.1"
_SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/req"
_OPTIONS = ("expand", "select", "orderby", "skip", "top", "count", "filter", "pagination")
# Not all operations and functions of $filter are here: those two requirements are not declared.
CONFORMS = [
    f"{_SPEC}/datamodel",
    f"{_SPEC}/resource-path/resource-path-to-entities",
    *(f"{_SPEC}/request-data/{name}" for name in _OPTIONS),
]
_STEP = re.compile(r"(\$?\w+)(?:\('((?:[^']|'')*)'\))?")


async def landing(request: Request, broker: Broker) -> Response:
    """GET /sta/v1.1: the sets."""
    call = await reading_call(request, broker, known=frozenset())
    root = origin(call, ROOT)
    sets = [{"name": name, "url": f"{root}/{name}"} for name in LINKS]
    return answer({"value": sets, "serverSettings": {"conformance": CONFORMS}})


async def resource(request: Request, broker: Broker) -> Response:
    """GET /sta/v1.1/{path}: a set, a member, what it leads to, one of its values."""
    call = await reading_call(request, broker)
    steps = steps_of(call.path("path"))
    wanted = options({k: v for k, v in call.params.items() if k != "$resultFormat"})
    sets = ThingSets(reads(call), await offered(call))
    writer = Writer(sets, origin(call, ROOT))
    found = await call.reading(lambda: _walked(writer, steps, wanted))
    if isinstance(found, Raw):
        return PlainTextResponse(found.text)
    if isinstance(found, Page):
        body: dict[str, Any] = {}
        if found.total is not None:
            body["@iot.count"] = found.total
        if found.more:
            here = origin(call, f"{ROOT}/{quote(call.path('path'), safe=_SAFE)}")
            changed = {"$skip": wanted.skip + wanted.top, "$top": wanted.top}
            body["@iot.nextLink"] = again(call, here, **changed)
        return answer({**body, "value": found.bodies})
    return answer(found)


_SAFE = "/()':$;,"


@dataclass(frozen=True, slots=True)
class Raw:
    """A value alone, as text."""

    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """The bodies of a page of a set."""

    bodies: list[dict[str, Any]]
    total: int | None
    more: bool


def steps_of(text: str) -> list[tuple[str, str | None]]:
    """The steps of a path: ``Things('a')/Datastreams`` is (Things, a), (Datastreams, None).

    Raises ``Problem`` when it is none.
    """
    steps, at = [], 0
    text = unquote(text).strip("/")
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or (match.end() < len(text) and text[match.end()] != "/"):
            raise missing(f"the address {text[:200]!r}")
        identifier = match.group(2)
        steps.append(
            (match.group(1), None if identifier is None else identifier.replace("''", "'"))
        )
        at = match.end() + 1
    return steps


def _walked(
    writer: Writer, steps: list[tuple[str, str | None]], wanted: SetOptions
) -> Page | Raw | dict[str, Any]:
    """What a path leads to, written as the options ask."""
    sets = writer.sets
    name, identifier = steps[0]
    if identifier is None:
        if len(steps) > 1 and steps[1:] != [("$ref", None)]:
            raise missing(f"{name}/{steps[1][0]}")
        return writer.page(page(sets.every(name), wanted), wanted, ref=len(steps) > 1)
    item = sets.one(name, identifier)
    for at, (step, chosen) in enumerate(steps[1:], start=1):
        rest = steps[at + 1 :]
        if step not in LINKS[item.set]:
            return _member(item, step, rest)
        if not LINKS[item.set][step]:
            item = _first(sets, item, step)
            if rest == [("$ref", None)]:
                return {"@iot.selfLink": writer.address(item)}
        elif chosen is not None:
            item = _chosen(sets, item, step, chosen)
        else:
            if rest and rest != [("$ref", None)]:
                raise missing(f"{step}/{rest[0][0]}")
            return writer.page(page(sets.linked(item, step), wanted), wanted, ref=bool(rest))
    return writer.body(item, wanted)


def _member(item: Item, name: str, rest: list[tuple[str, str | None]]) -> Raw | dict[str, Any]:
    path = "/".join([name, *(step for step, _ in rest if step != "$value")])
    found = value(item, path)
    if not rest or rest[-1][0] != "$value":
        return {path: found}
    return Raw(found if isinstance(found, str) else msgspec.json.encode(found).decode())


def _first(sets: ThingSets, item: Item, name: str) -> Item:
    found = next(sets.linked(item, name), None)
    if found is None:
        raise missing(f"the {name} of {item.id}")
    return found


def _chosen(sets: ThingSets, item: Item, name: str, identifier: str) -> Item:
    found = next((each for each in sets.linked(item, name) if each.id == identifier), None)
    if found is None:
        raise missing(f"{name}('{identifier}') of {item.id}")
    return found


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes items with their links; ``root`` is the address of the service."""

    sets: ThingSets
    root: str

    def address(self, item: Item) -> str:
        """The address of an item."""
        name = quote(item.id.replace("'", "''"), safe=":'")
        return f"{self.root}/{item.set}('{name}')"

    def page(self, found: Found, wanted: SetOptions, *, ref: bool = False) -> Page:
        """A page with its bodies; with ``ref`` their addresses only."""
        if ref:
            bodies = [{"@iot.selfLink": self.address(item)} for item in found.items]
        else:
            bodies = [self.body(item, wanted) for item in found.items]
        return Page(bodies, found.total, found.more)

    def body(self, item: Item, wanted: SetOptions) -> dict[str, Any]:
        """The body of an item: what is selected of it, its links, what it brings along."""
        here = self.address(item)
        body = {"@iot.id": item.id, "@iot.selfLink": here, **item.body}
        body |= {f"{name}@iot.navigationLink": f"{here}/{name}" for name in LINKS[item.set]}
        if wanted.select:
            unknown = wanted.select - set(shown(item)) - set(LINKS[item.set]) - {"id"}
            if unknown:
                raise Problem("BadRequestData", f"$select: {item.set} have no {min(unknown)!r}")
            names = {"@iot.id" if name == "id" else name for name in wanted.select}
            body = {
                name: value
                for name, value in body.items()
                if name.partition("@iot.nav")[0] in names
            }
        for name, inner in wanted.expand.items():
            body |= self._brought(item, name, inner)
        return body

    def _brought(self, item: Item, name: str, wanted: SetOptions) -> dict[str, Any]:
        linked = self.sets.linked(item, name)
        if not LINKS[item.set][name]:
            one = next(linked, None)
            return {name: None if one is None else self.body(one, wanted)}
        found = self.page(page(linked, wanted), wanted)
        body: dict[str, Any] = {name: found.bodies}
        if found.total is not None:
            body[f"{name}@iot.count"] = found.total
        if found.more:
            after = replace(wanted, skip=wanted.skip + wanted.top)
            body[f"{name}@iot.nextLink"] = (
                f"{self.address(item)}/{name}?$top={after.top}&$skip={after.skip}"
            )
        return body
