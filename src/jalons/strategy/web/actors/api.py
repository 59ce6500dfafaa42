"""The register of actors for machines: read, created, changed with its version; never a contact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, UnsetType

from jalons.foundation.api.endpoints import AuthorityCall, Endpoints
from jalons.foundation.api.problems import ApiError
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.strategy.web.actors import actions, queries
from jalons.strategy.web.actors.models import Actor


class ActorRecord(Record, frozen=True, kw_only=True):
    """An organisation concerned; ``named`` says whether it may be named in public."""

    id: UUID
    name: str
    kind: str
    state: str
    role: str
    brings: str
    signed: str
    signed_on: date | None
    signed_link: str
    commitments: list[int]
    actions: list[UUID]
    consent_on: date | None
    consent_how: str
    named: bool
    version: int
    changed_at: datetime


class ActorsQuery(PageQuery, frozen=True, kw_only=True):
    """Which actors are wanted; ``consent`` is oui or non."""

    text: str = ""
    kind: str = ""
    state: str = ""
    commitment: int | None = None
    consent: str = ""
    sort: str = "name"


class NewActor(Record, frozen=True, kw_only=True):
    """An actor to create: a name is enough. ``organisation``: it was read, and is no person's."""

    name: str
    kind: str = "unknown"
    state: str = "identified"
    role: str = ""
    brings: str = ""
    signed: str = ""
    signed_on: date | None = None
    signed_link: str = ""
    commitments: list[int] = []
    actions: list[UUID] = []
    consent_on: date | None = None
    consent_how: str = ""
    organisation: bool = False


class ActorChange(Record, frozen=True, kw_only=True):
    """What changes of an actor, from the version that was read; what is not told stays."""

    version: int
    name: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    role: str | UnsetType = UNSET
    brings: str | UnsetType = UNSET
    signed: str | UnsetType = UNSET
    signed_on: date | UnsetType | None = UNSET
    signed_link: str | UnsetType = UNSET
    commitments: list[int] | UnsetType = UNSET
    actions: list[UUID] | UnsetType = UNSET
    consent_on: date | UnsetType | None = UNSET
    consent_how: str | UnsetType = UNSET
    organisation: bool = False


def declare(endpoints: Endpoints, read: str, write: str) -> None:
    """Add the endpoints of the register to those of the room."""
    endpoints.get("actors", _("The register of actors"), scope=read)(actor_list)
    endpoints.post("actors", _("A new actor"), scope=write)(actor_create)
    endpoints.get("actors/<uuid:pk>", _("One actor of the register"), scope=read)(actor_read)
    endpoints.patch("actors/<uuid:pk>", _("A change of an actor"), scope=write)(actor_change)


def actor_list(call: AuthorityCall, query: ActorsQuery) -> Page[ActorRecord]:
    """Filtered and sorted as in the table of the register."""
    wanted = queries.Wanted(query.text, query.kind, query.state, query.commitment, query.consent)
    held = queries.actors(call.authority).prefetch_related("actions")
    found = queries.ordered([each for each in held if wanted.keeps(each)], query.sort)
    return Page.of(found, query, _record)


def actor_read(call: AuthorityCall, pk: UUID) -> ActorRecord:
    """One actor."""
    return _record(_actor(call, pk))


def actor_create(call: AuthorityCall, body: NewActor) -> ActorRecord:
    """Created as in its form; ``StrategyError`` tells what is refused."""
    values = msgspec.structs.asdict(body)
    organisation = values.pop("organisation")
    made = Actor(authority=call.authority)
    actions.keep(actor=made, user=call.user, values=values, organisation=organisation)
    return _record(_actor(call, made.pk))


def actor_change(call: AuthorityCall, pk: UUID, body: ActorChange) -> ActorRecord:
    """Changed if ``version`` is the present one; ``ApiError`` (``version_old``) else."""
    given = msgspec.structs.asdict(body)
    values: dict[str, Any] = {name: each for name, each in given.items() if each is not UNSET}
    version, organisation = values.pop("version"), values.pop("organisation")
    with transaction.atomic():
        # the row is retained from the comparison of versions to the end of the change
        queries.actors(call.authority).select_for_update().filter(pk=pk).first()
        held = _actor(call, pk)
        if version != held.version:
            raise ApiError("version_old", version=version, current=held.version)
        actions.keep(actor=held, user=call.user, values=values, organisation=organisation)
    return _record(_actor(call, pk))


def _actor(call: AuthorityCall, pk: UUID) -> Actor:
    found = queries.actor(call.authority, pk)
    if found is None:
        raise Http404
    return found


def _record(each: Actor) -> ActorRecord:
    names = set(ActorRecord.__struct_fields__) - {"named", "actions"}
    plain: dict[str, Any] = {name: getattr(each, name) for name in names}
    linked = [action.pk for action in each.actions.all() if action.deleted_at is None]
    return ActorRecord(**plain, actions=linked, named=each.agreed)
