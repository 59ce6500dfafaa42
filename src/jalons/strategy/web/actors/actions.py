"""What changes the register of actors, each change told in the journal, contacts never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.publishing.models import Published
from jalons.strategy.engine.actor_reading import same_name
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.roadmap import is_web
from jalons.strategy.store import manifesto
from jalons.strategy.web.actors import queries, wording
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap.actions import Person
from jalons.tabular.persons import persons_in

FIELDS = (
    "name", "kind", "state", "role", "brings", "signed", "signed_on", "signed_link", "commitments",
    "actions", "consent_on", "consent_how", "contact",
)  # fmt: skip
MOST_TEXT = 2000


def keep(
    *, actor: Actor, user: Person, values: Mapping[str, Any], organisation: bool = False
) -> bool:
    """Keep an actor, new or changed; false when nothing changes. ``actions`` are keys.

    ``organisation``: a person read the name and says it is that of an organisation.
    Raises ``StrategyError``: ``actor_twice``, ``actor_person``, ``actor_consent``,
    ``actor_value``, ``not_of_authority``.
    """
    new = actor.is_new
    before = {} if new else wording.told(actor, values)
    secret = actor.contact
    with transaction.atomic():
        linked = _own_actions(actor, values["actions"]) if "actions" in values else None
        for name, value in values.items():
            if name != "actions":
                setattr(actor, name, value)
        _check(actor, organisation=organisation or (not new and not _renamed(actor)))
        if new:
            _save(actor, user, new=True)
        if linked is not None:
            actor.actions.set(linked)
        after = wording.told(actor, values)
        if not new:
            if before == after and secret == actor.contact:
                return False
            if secret and secret != actor.contact and actor.contact:
                before[wording.label("contact")] = ""  # told as changed, never shown
            _save(actor, user)
        _withdraw(actor)
        moved = [name for name in after if after[name] != before.get(name, "")]
        old, now = ({name: side.get(name, "") for name in moved} for side in (before, after))
        _journal(actor, user, Verb.CREATED if new else Verb.CHANGED,
                 before=None if new else old, after=now)  # fmt: skip
    return True


def _save(actor: Actor, user: Person, *, new: bool = False) -> None:
    actor.changed_at = timezone.now()
    actor.changed_by = user if isinstance(user, User) else None
    actor.version += 1
    try:
        with transaction.atomic():
            actor.save(force_insert=new)
    except IntegrityError as error:  # two people wrote one name at once
        raise StrategyError("actor_twice", name=actor.name) from error


def _renamed(actor: Actor) -> bool:
    held = Actor.objects.of(actor.authority).filter(pk=actor.pk)
    return held.values_list("name", flat=True).first() != actor.name


def _own_actions(actor: Actor, keys: Iterable[UUID]) -> list[Any]:
    wanted = set(keys)
    found = list(roadmap.actions(actor.authority).filter(pk__in=wanted))
    if len(found) < len(wanted):
        told = ", ".join(map(str, wanted))[:80]
        raise StrategyError("not_of_authority", field=wording.label("actions"), value=told)
    return found


def _check(actor: Actor, *, organisation: bool) -> None:
    """Refuse what cannot be kept, whatever the way in."""
    actor.name = " ".join(actor.name.split())
    if not actor.name or ";" in actor.name:  # a list of partners parts them so
        raise StrategyError("actor_value", field=wording.label("name"), value=actor.name)
    found = persons_in(actor.name)
    if found and not organisation:
        raise StrategyError("actor_person", name=actor.name, words=found[0].words)
    if held := queries.namesake(actor.authority, actor.name, but=actor.pk):
        raise StrategyError("actor_twice", name=held)
    if (actor.consent_on is None) != (not actor.consent_how.strip()):
        raise StrategyError("actor_consent")
    _check_values(actor)


def _check_values(actor: Actor) -> None:
    numbers = {each.number for each in manifesto().commitments}
    for name in ("name", "role", "brings", "signed", "signed_link", "consent_how"):
        text = getattr(actor, name)
        most = getattr(wording.field_of(name), "max_length", None) or MOST_TEXT
        if len(text) > most or "\0" in text:
            raise StrategyError("action_text", field=wording.label(name), most=most)
    wrong = [
        (name, value)
        for name, value, good in (
            ("kind", actor.kind, actor.kind in Actor.Kind.values),
            ("state", actor.state, actor.state in Actor.State.values),
            ("commitments", actor.commitments, numbers.issuperset(actor.commitments)),
            ("signed_link", actor.signed_link, not actor.signed_link or is_web(actor.signed_link)),
        )
        if not good
    ]
    for name, value in wrong:
        raise StrategyError("actor_value", field=wording.label(name), value=str(value)[:80])


def _withdraw(actor: Actor) -> None:
    """Take an actor that no longer agrees off the public page, for good: not until next time."""
    if not actor.agreed or actor.deleted_at:
        Published.objects.of(actor.authority).filter(urn=str(actor.urn)).delete()


def delete(*, actor: Actor, user: Person) -> None:
    """Take an actor off the register; it can be restored."""
    with transaction.atomic():
        actor.deleted_at = timezone.now()
        actor.save(update_fields=["deleted_at"])
        _withdraw(actor)
        _journal(actor, user, Verb.DELETED)


def restore(*, actor: Actor, user: Person) -> None:
    """Put a deleted actor back. ``StrategyError`` (``actor_twice``): its name is used since."""
    with transaction.atomic():
        if held := queries.namesake(actor.authority, actor.name):
            raise StrategyError("actor_twice", name=held)
        actor.deleted_at = None
        actor.save(update_fields=["deleted_at"])
        _journal(actor, user, Verb.RESTORED)


def _journal(actor: Actor, user: Person, verb: Verb, **what: Any) -> None:
    record(request_user=user, authority=actor.authority, verb=verb, urn=actor.urn,
           label=actor.name, **what)  # fmt: skip


# Invitations --------------------------------------------------------------------------------------


def keep_invitation(
    *, invitation: ActorInvitation, user: Person, values: Mapping[str, Any]
) -> None:
    """Keep an invitation of an actor, new or changed."""
    new = invitation.pk is None
    before = "" if new else wording.invitation(invitation)
    for name, value in values.items():
        setattr(invitation, name, value)
    after = wording.invitation(invitation)
    if before == after:
        return
    with transaction.atomic():
        invitation.save()
        _about_invitation(invitation, user, before, after)


def delete_invitation(*, invitation: ActorInvitation, user: Person, back: bool = False) -> None:
    """Forget an invitation, or put it back."""
    told = wording.invitation(invitation)
    with transaction.atomic():
        invitation.deleted_at = None if back else timezone.now()
        invitation.save(update_fields=["deleted_at"])
        _about_invitation(invitation, user, *(("", told) if back else (told, "")))


def _about_invitation(each: ActorInvitation, user: Person, before: str, after: str) -> None:
    name = _("invitation")
    _journal(each.actor, user, Verb.CHANGED, before={name: before}, after={name: after})


# Partners written in the actions ------------------------------------------------------------------


def confirm(*, authority: Authority, user: Person, kinds: Mapping[str, str]) -> int:
    """Make actors of the partners that a person ticked, by folded name with their kind; how many.

    One already in the register is only linked to the actions that name it.
    """
    done = 0
    with transaction.atomic():
        for each in queries.proposals(authority):
            key = same_name(each.name)
            if key not in kinds:
                continue
            actor = each.actor or Actor(authority=authority)
            linked = set(actor.actions.values_list("pk", flat=True)) if each.actor else set()
            values: dict[str, Any] = {"actions": [*linked, *each.actions]}
            if each.actor is None:
                values |= {"name": each.name, "kind": kinds[key]}
            keep(actor=actor, user=user, values=values, organisation=True)
            done += 1
    return done
