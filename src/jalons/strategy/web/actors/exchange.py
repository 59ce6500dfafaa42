"""The register to a file, and a file to the register: seen first, written in one go, taken back."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import xlsxwriter
from django.db import transaction
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.strategy.engine.actor_reading import (
    ACTORS,
    INVITATIONS,
    INVITED,
    ReadActor,
    ReadRegister,
    actions_in,
    column_names,
    label,
    read_register,
    same_name,
)
from jalons.strategy.engine.plan_reading.sheets import read_plan_sheets
from jalons.strategy.engine.plan_reading.words import plain
from jalons.strategy.engine.plan_writing import write_sheet
from jalons.strategy.web.actors import actions, queries, wording
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap.actions import Person
from jalons.tabular.writing import csv_file

_DAYS = ("signed_on", "consent_on")


# Out ----------------------------------------------------------------------------------------------


def register_workbook(authority: Authority, *, with_contact: bool) -> bytes:
    """The register as XLSX: the actors, then their invitations."""
    names, rows = _table(authority, with_contact=with_contact)
    invited = queries.invitations(authority).select_related("actor").order_by("actor__name", "on")
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    write_sheet(book, ACTORS, names, rows)
    write_sheet(book, INVITATIONS, INVITED, (
        [each.actor.name, each.on, each.to, label("answer", each.answered),
         label("answer", each.came)]
        for each in invited
    ))  # fmt: skip
    book.close()
    return stream.getvalue()


def register_csv(authority: Authority, *, with_contact: bool) -> bytes:
    """The actors as CSV: UTF-8 with a mark, semicolons; no invitation."""
    names, rows = _table(authority, with_contact=with_contact)
    return csv_file([names, *rows])


def _table(authority: Authority, *, with_contact: bool) -> tuple[list[str], list[list[Any]]]:
    columns = column_names()
    if not with_contact:
        del columns["contact"]
    titles: dict[UUID, list[str]] = defaultdict(list)
    pairs = Actor.actions.through.objects.filter(actor__authority=authority)
    told = pairs.filter(action__deleted_at=None).order_by("action__number", "action__title")
    for actor, number, title in told.values_list("actor_id", "action__number", "action__title"):
        titles[actor].append(f"{number} {title}".strip())
    rows = [
        [_cell(each, name, titles[each.pk]) for name in columns]
        for each in queries.ordered(queries.actors(authority), "name")
    ]
    return list(columns.values()), rows


def _cell(actor: Actor, name: str, titles: list[str]) -> Any:
    if name == "actions":
        return "\n".join(titles)
    value = getattr(actor, name)
    if name in {"kind", "state"}:
        return label(name, value)
    return ", ".join(map(str, value)) if name == "commitments" else value


# In -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Settled:
    """An organisation of the file beside the actor it is; ``moved`` are its new values."""

    told: ReadActor
    actor: Actor
    new: bool
    moved: dict[str, Any] = field(default_factory=dict)
    invitations: list[ActorInvitation] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """``new``, ``changed`` or ``same``."""
        if self.new:
            return "new"
        return "changed" if self.moved or self.invitations else "same"

    @property
    def fields(self) -> str:
        """What changes, by the names of the fields."""
        told = [wording.label(name) for name in self.moved if name != "name"]
        return ", ".join([*told, *([_("invitations")] if self.invitations else [])])


def read(content: bytes, name: str) -> ReadRegister:
    """The register a file holds. ``StrategyError`` tells why it cannot be read."""
    return read_register(read_plan_sheets(content, name))


def settle(authority: Authority, register: ReadRegister) -> list[Settled]:
    """What a file would do, without doing it; a blank cell never empties a field."""
    held = queries.by_name(authority)
    known: dict[str, list[str]] = defaultdict(list)
    for pk, number, title in roadmap.actions(authority).values_list("pk", "number", "title"):
        for words in {plain(f"{number} {title}"), plain(title), plain(number)} - {""}:
            known[words].append(str(pk))
    invited: dict[UUID, set[tuple[date, str]]] = defaultdict(set)
    for each in queries.invitations(authority):
        invited[each.actor_id].add((each.on, plain(each.to)))
    return [_settled(authority, told, held, known, invited) for told in register.actors]


def _settled(
    authority: Authority,
    told: ReadActor,
    held: Mapping[str, Actor],
    known: Mapping[str, list[str]],
    invited: Mapping[UUID, set[tuple[date, str]]],
) -> Settled:
    actor = held.get(same_name(told.name))
    found = Settled(told, actor or Actor(authority=authority), actor is None)
    keys, found.lost = actions_in(told.actions, known)
    values = dict(told.values)
    if found.lost:
        words = f"{column_names()['actions']} : {' ; '.join(found.lost)}"
        values["contact"] = "\n".join(filter(None, [values.get("contact", ""), words]))
    for name, value in values.items():
        old = getattr(found.actor, name)
        if name == "contact" and old:
            value = old if value in old else f"{old}\n\n{value}"  # noqa: PLW2901
        if old != value and (found.new or name != "name"):
            found.moved[name] = value
    have = {str(pk) for pk in actor.actions.values_list("pk", flat=True)} if actor else set()
    if keys - have:
        found.moved["actions"] = [UUID(key) for key in sorted(keys | have)]
    there = invited.get(found.actor.pk, set())
    found.invitations = [
        ActorInvitation(authority=authority, actor=found.actor, on=each.on, to=each.to,
                        answered=each.answered, came=each.came)
        for each in told.invitations
        if (each.on, plain(each.to)) not in there
    ]  # fmt: skip
    return found


def bring(
    *, authority: Authority, user: Person, register: ReadRegister, name: str, persons: bool
) -> dict[str, Any]:
    """Put a file in the register, all or nothing: what it did, enough to take it back.

    ``persons``: lines whose name looks like a person are taken too, since somebody read them.
    """
    done: dict[str, Any] = {"created": {}, "changed": {}, "invitations": [], "left": 0}
    with transaction.atomic():
        for each in settle(authority, register):
            if each.new and each.told.persons and not persons:
                done["left"] += 1
                continue
            before = {column: _json(each.actor, column) for column in each.moved if not each.new}
            if each.moved:
                actions.keep(actor=each.actor, user=user, values=each.moved, organisation=True)
            if each.moved and each.new:
                done["created"][str(each.actor.pk)] = each.actor.version
            elif each.moved:
                told = {"version": each.actor.version, "values": before}
                done["changed"][str(each.actor.pk)] = told
            for invitation in each.invitations:
                actions.keep_invitation(invitation=invitation, user=user, values={})
                done["invitations"].append(invitation.pk)
        counts = {key: len(done[key]) for key in ("created", "changed", "invitations")}
        record(request_user=user, authority=authority, verb=Verb.IMPORTED,
               urn=f"urn:jalons:actor_import:{authority.slug}", label=name[:200],
               after=counts)  # fmt: skip
    return done


def _json(actor: Actor, name: str) -> Any:
    if name == "actions":
        return [str(pk) for pk in actor.actions.values_list("pk", flat=True)]
    value = getattr(actor, name)
    return value.isoformat() if isinstance(value, date) else value


def take_back(*, authority: Authority, user: Person, done: Mapping[str, Any]) -> tuple[int, int]:
    """Undo an import: how many actors are as before, and how many were left, changed since."""
    back = left = 0
    with transaction.atomic():
        gone = ActorInvitation.objects.of(authority).filter(deleted_at=None)
        for invitation in gone.filter(pk__in=done["invitations"]).select_related("actor"):
            actions.delete_invitation(invitation=invitation, user=user)
        held = {str(each.pk): each for each in queries.actors(authority)}
        for pk, version in done["created"].items():
            if pk in held and held[pk].version == version:
                actions.delete(actor=held[pk], user=user)
                back += 1
            else:
                left += pk in held
        for pk, told in done["changed"].items():
            if pk in held and held[pk].version == told["version"]:
                values = _values(authority, told["values"])
                actions.keep(actor=held[pk], user=user, values=values, organisation=True)
                back += 1
            else:
                left += pk in held
    return back, left


def _values(authority: Authority, told: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(told)
    for name in _DAYS:
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    if "actions" in values:
        there = roadmap.actions(authority).filter(pk__in=values["actions"])
        values["actions"] = list(there.values_list("pk", flat=True))
    return values
