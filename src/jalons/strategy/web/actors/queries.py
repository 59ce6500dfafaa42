"""The actors of an authority: who they are, who agreed, whom the actions name in plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.models import Entry
from jalons.foundation.journal.queries import history
from jalons.strategy.engine.actor_reading import same_name
from jalons.strategy.engine.actors import Partner
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.tabular.finding import has_words
from jalons.tabular.folding import searchable
from jalons.tabular.persons import is_person


def actors(authority: Authority) -> QuerySet[Actor]:
    """The actors that are not deleted."""
    return Actor.objects.of(authority).filter(deleted_at=None)


def actor(authority: Authority, pk: UUID) -> Actor | None:
    """An actor of an authority, None when it has none of that key or deleted it."""
    return actors(authority).select_related("changed_by", "authority").filter(pk=pk).first()


def deleted(authority: Authority) -> QuerySet[Actor]:
    """The deleted actors, latest first."""
    return Actor.objects.of(authority).exclude(deleted_at=None).order_by("-deleted_at")


def agreed(authority: Authority) -> QuerySet[Actor]:
    """The actors that may be named in public."""
    held = actors(authority).filter(consent_on__isnull=False)
    return held.exclude(state=Actor.State.LEFT)


def invitations(authority: Authority) -> QuerySet[ActorInvitation]:
    """The invitations that are not deleted, of the actors that are not."""
    held = ActorInvitation.objects.of(authority).filter(deleted_at=None)
    return held.filter(actor__authority=authority, actor__deleted_at=None)


def changes(held: Actor) -> QuerySet[Entry]:
    """What the journal says of an actor, latest first."""
    return history(authority=held.authority, urn=held.urn)


def by_name(authority: Authority) -> dict[str, Actor]:
    """The actors by their folded name."""
    return {same_name(each.name): each for each in actors(authority)}


def namesake(authority: Authority, name: str, *, but: UUID | None = None) -> str:
    """The name of another actor that is the same name; "" when there is none."""
    held = actors(authority).exclude(pk=but) if but else actors(authority)
    names = held.values_list("name", flat=True)
    return next((each for each in names if same_name(each) == same_name(name)), "")


# The list -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actors are wanted; an empty part keeps all. ``consent`` is « oui » or « non »."""

    text: str = ""
    kind: str = ""
    state: str = ""
    commitment: int | None = None
    consent: str = ""

    def keeps(self, each: Actor) -> bool:
        """Whether an actor is wanted: every part told must hold."""
        return (
            has_words(self.text, f"{each.name} {each.role} {each.brings} {each.signed}")
            and self.kind in {"", each.kind}
            and self.state in {"", each.state}
            and (self.commitment is None or self.commitment in each.commitments)
            and (not self.consent or (self.consent == "oui") == each.agreed)
        )


_STATES = list(Actor.State.values)
SORTS: dict[str, Callable[[Actor], Any]] = {
    "name": lambda each: searchable(each.name),
    "kind": lambda each: str(each.get_kind_display()),
    "state": lambda each: _STATES.index(each.state),
    "consent": lambda each: not each.agreed,
}


def ordered(found: Iterable[Actor], sort: str) -> list[Actor]:
    """Actors by a key of ``SORTS`` (``-`` before it: downwards); an unknown key is the name."""
    held = sorted(found, key=SORTS["name"])
    rule = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    return sorted(held, key=rule, reverse=sort.startswith("-"))


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


def proposals(authority: Authority) -> list[Proposal]:
    """The partners written in the actions that nobody confirmed as actors, by name."""
    held = by_name(authority)
    linked = set(Actor.actions.through.objects.filter(actor__authority=authority).values_list(
        "actor_id", "action_id"))  # fmt: skip
    found: dict[str, Proposal] = {}
    rows = roadmap.actions(authority).order_by("number", "title")
    for pk, title, partners in rows.values_list("pk", "title", "partners"):
        for name in partners:
            key = same_name(name)
            known = held.get(key)
            if not key or len(name) > 200 or (known and (known.pk, pk) in linked):
                continue
            each = found.setdefault(key, Proposal(name, is_person(name), known))
            each.actions[pk] = title
    return sorted(found.values(), key=lambda each: searchable(each.name))


def partners_of(authority: Authority) -> dict[UUID, tuple[Partner, ...]]:
    """The organisations of each action: linked actors, then the partners written in plain words.

    One of the register that is written too is said once; nobody agreed for a name in plain words.
    """
    held = by_name(authority)
    found: dict[UUID, dict[str, Partner]] = defaultdict(dict)

    def add(action: UUID, name: str) -> None:
        known = held.get(same_name(name))
        if known is None:
            found[action].setdefault(same_name(name), Partner(name))
        elif known.state != Actor.State.LEFT:
            found[action].setdefault(same_name(name), Partner(known.name, known.agreed))

    pairs = Actor.actions.through.objects.filter(actor__authority=authority)
    pairs = pairs.filter(actor__deleted_at=None, action__deleted_at=None)
    for name, action in pairs.order_by("actor__name").values_list("actor__name", "action_id"):
        add(action, name)
    for action, partners in roadmap.actions(authority).values_list("pk", "partners"):
        for name in partners:
            add(action, name)
    return {action: tuple(each.values()) for action, each in found.items()}
