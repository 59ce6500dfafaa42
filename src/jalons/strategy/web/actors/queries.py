"""Queries on actors: the register, those that may be named, partners written in actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.strategy.engine.roadmap.actors import Partner, same_name
from jalons.strategy.web.actors.models import Actor
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap.models import Action
from jalons.tabular.folding import searchable
from jalons.tabular.persons import is_person


def actors(authority: Authority) -> QuerySet[Actor]:
    return living(Actor, authority)


def rows(authority: Authority) -> QuerySet[Actor]:
    """The same, with the actions each is concerned by."""
    linked = Prefetch("actions", queryset=roadmap.actions(authority).order_by("number", "title"))
    return actors(authority).select_related("authority").prefetch_related(linked)


def agreed(authority: Authority) -> QuerySet[Actor]:
    return agreeing(actors(authority))


def agreeing(found: QuerySet[Actor]) -> QuerySet[Actor]:
    """The actors of ``found`` that may be named in public."""
    return found.filter(consent_on__isnull=False).exclude(state=Actor.State.LEFT)


def ordered(found: Iterable[Actor], text: str = "name") -> list[Actor]:
    """Actors in the order of one of their texts, whatever accents and capitals."""
    return sorted(found, key=lambda each: searchable(getattr(each, text)))


# What the actions say -----------------------------------------------------------------------------


@dataclass(slots=True)
class Proposal:
    """A partner some actions name in plain words, and which is not linked to all of them.

    ``actor`` is the one of that name when there is one; ``person``: it looks like a person.
    """

    name: str
    person: bool
    actor: Actor | None = None
    actions: dict[UUID, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return same_name(self.name)


def proposals(authority: Authority) -> list[Proposal]:
    """The partners written in the actions that nobody confirmed as actors, by name."""
    known = by_name(authority)
    pairs = Actor.actions.through.objects.filter(actor__authority=authority)
    linked = set(pairs.values_list("actor_id", "action_id"))
    found: dict[str, Proposal] = {}
    for pk, title, partners in _partners(authority):
        for name in partners:
            key = same_name(name)
            actor = known.get(key)
            if not key or len(name) > 200 or (actor and (actor.pk, pk) in linked):
                continue
            each = found.setdefault(key, Proposal(name, is_person(name), actor))
            each.actions[pk] = title
    return sorted(found.values(), key=lambda each: searchable(each.name))


def by_name(authority: Authority) -> dict[str, Actor]:
    return {same_name(actor.name): actor for actor in actors(authority)}


def _partners(authority: Authority) -> QuerySet[Action, tuple[UUID, str, list[str]]]:
    """The actions with what they say of their partners."""
    found = roadmap.actions(authority).order_by("number", "title")
    return found.values_list("pk", "title", "partners")


def partners_of(authority: Authority) -> dict[UUID, tuple[Partner, ...]]:
    """The organisations of each action: linked actors, then the partners written in plain words.

    An actor of the register that is also written is listed once; a written name has no consent.
    """
    known = by_name(authority)
    found: dict[UUID, dict[str, Partner]] = defaultdict(dict)

    def add(action: UUID, name: str) -> None:
        actor = known.get(same_name(name))
        if actor is None:
            found[action].setdefault(same_name(name), Partner(name))
        elif actor.state != Actor.State.LEFT:
            found[action].setdefault(same_name(name), Partner(actor.name, actor.agreed))

    pairs = Actor.actions.through.objects.filter(actor__authority=authority)
    pairs = pairs.filter(actor__deleted_at=None, action__deleted_at=None)
    for name, action in pairs.order_by("actor__name").values_list("actor__name", "action_id"):
        add(action, name)
    for action, _title, partners in _partners(authority):
        for name in partners:
            add(action, name)
    return {action: tuple(each.values()) for action, each in found.items()}
