"""How a room declares what the API does: one decorated function per method and address.

    scopes = {"footprint:read": Scope(_("Read …"))}
    endpoints = Endpoints("footprint", _("Digital footprint"), scopes)

    @endpoints.get("inventories", _("Inventories"), scope="footprint:read")
    def inventories(call: AuthorityCall, query: PageQuery) -> Page[InventoryRecord]: ...

With a ``scope`` the address is within an authority and the function takes an ``AuthorityCall``;
without one the data are public. The other parameters are those of the address, and ``query``,
``body`` or ``file`` when the function takes them; their types and that of the answer are read from
the annotations, and checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from django.http import HttpRequest
from django.urls import reverse

from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.api.models import ApiToken

ANY_SCOPE = "*"  # whatever the scopes of the token
WITHIN = "authorities/<slug:slug>"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
SENTENCES = ("query", "body", "file")

type Words = Any  # a text translated when it is read
type Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may do, in words, and the role its maker needs for it to go on."""

    words: Words
    role: Role = Role.READER

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True, slots=True)
class Call:
    """A request for public data."""

    request: HttpRequest


@dataclass(frozen=True, slots=True)
class AuthorityCall(Call):
    """An admitted request about an authority; ``user`` is who made the token, or is signed in."""

    authority: Authority
    user: User | None
    token: ApiToken | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address, what it takes and what it answers."""

    room: str
    method: str
    path: str
    summary: Words
    scope: str | None
    role: Role
    status: int
    media_type: str
    function: Function
    types: Mapping[str, Any]

    @property
    def operation(self) -> str:
        """Its name in the OpenAPI document, unique."""
        return f"{self.room}_{self.function.__name__}"

    @property
    def answer(self) -> Any:
        """The type of the answer; ``NoneType`` for none."""
        return self.types["return"]

    def takes(self, name: str) -> Any | None:
        """The type of ``query``, ``body`` or ``file``, None when it takes none."""
        return self.types.get(name)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The converter and name of each part of the address."""
        return [(kind or "str", name) for kind, name in PARAMETER.findall(self.path)]

    @property
    def template(self) -> str:
        """The address as OpenAPI writes it."""
        return "/" + PARAMETER.sub(r"{\2}", self.path)


@dataclass(slots=True)
class Endpoints:
    """Those of one room, in the order they were declared."""

    room: str
    title: Words
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    declared: list[Endpoint] = field(default_factory=list)

    def get(self, path: str, summary: Words, **options: Any) -> Callable[[Function], Function]:
        """A reading. Options: ``scope``, ``role`` for sessions, ``media_type``."""
        return self._declare("GET", path, summary, **options)

    def post(self, path: str, summary: Words, **options: Any) -> Callable[[Function], Function]:
        """A creation or a computation; ``status`` is 201 by default."""
        return self._declare("POST", path, summary, **({"status": 201} | options))

    def put(self, path: str, summary: Words, **options: Any) -> Callable[[Function], Function]:
        """A replacement."""
        return self._declare("PUT", path, summary, **options)

    def patch(self, path: str, summary: Words, **options: Any) -> Callable[[Function], Function]:
        """A change of some fields."""
        return self._declare("PATCH", path, summary, **options)

    def delete(self, path: str, summary: Words, **options: Any) -> Callable[[Function], Function]:
        """A removal; ``status`` is 204 by default."""
        return self._declare("DELETE", path, summary, **({"status": 204} | options))

    def _declare(  # noqa: PLR0913  each one a fact of the endpoint
        self,
        method: str,
        path: str,
        summary: Words,
        *,
        scope: str | None = None,
        role: Role = Role.READER,
        status: int = 200,
        media_type: str = "application/json",
    ) -> Callable[[Function], Function]:
        if scope not in {None, ANY_SCOPE, *self.scopes}:
            raise ValueError(f"{self.room}: scope {scope} is not declared")
        if scope is None and method != "GET":
            raise ValueError(f"{self.room}: {method} {path} needs a scope")
        whole = f"{WITHIN}/{path}".rstrip("/") if scope else path

        def keep(function: Function) -> Function:
            types = get_type_hints(function, include_extras=True)
            self.declared.append(
                Endpoint(
                    self.room,
                    method,
                    whole,
                    summary,
                    scope,
                    role,
                    status,
                    media_type,
                    function,
                    types,
                )
            )
            return function

        return keep


_mounted: dict[str, Endpoints] = {}


def mount(*rooms: Endpoints) -> None:
    """Register the endpoints of the rooms; called by the wiring, once Django is ready."""
    _mounted.update({room.room: room for room in rooms})


def mounted() -> list[Endpoints]:
    """The registered endpoints of the rooms, in their order."""
    return list(_mounted.values())


def all_endpoints() -> Iterator[Endpoint]:
    """Every endpoint of every room."""
    for each in _mounted.values():
        yield from each.declared


def all_scopes() -> dict[str, Scope]:
    """Every scope a token may have, with what it allows."""
    return {name: scope for each in _mounted.values() for name, scope in each.scopes.items()}


def url_name(path: str) -> str:
    """The URL name of an address."""
    bare = PARAMETER.sub(r"\2", path.removeprefix(WITHIN).strip("/") or "authority")
    return "api_" + re.sub(r"\W+", "_", bare)


def address(path: str, call: AuthorityCall | None = None, **values: Any) -> str:
    """The address of a path as it was declared, for answers that lead to others."""
    if call is None:
        return reverse(url_name(path), kwargs=values)
    return reverse(url_name(f"{WITHIN}/{path}"), kwargs={"slug": call.authority.slug} | values)
