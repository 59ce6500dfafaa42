"""The fields of an actor as the journal and the pages say them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext as _

from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.figures import day_words
from jalons.strategy.web.roadmap import wording


def field_of(name: str) -> Field[Any, Any]:
    """A column of the register."""
    return Actor._meta.get_field(name)  # type: ignore[return-value]


def label(name: str) -> str:
    """The name of a field of an actor."""
    return str(field_of(name).verbose_name)


def told(actor: Actor, names: Iterable[str]) -> dict[str, str]:
    """The values of fields in words, by their labels; a contact is told of, never shown."""
    return {label(name): _words(actor, name) for name in names}


def _words(actor: Actor, name: str) -> str:
    if name == "actions":
        held = actor.actions.filter(deleted_at=None) if not actor.is_new else ()
        return ", ".join(str(each) for each in held)
    value = getattr(actor, name)
    if not value:
        return ""
    if name == "contact":
        return _("(not shown)")
    if name == "commitments":
        return ", ".join(map(wording.commitment, value))
    if name in {"signed_on", "consent_on"}:
        return day_words(value)
    return str(dict(getattr(field_of(name), "flatchoices", ())).get(value, value))


def invitation(each: ActorInvitation) -> str:
    """An invitation on one line."""
    return _("%(to)s, %(day)s (answered: %(answered)s; came: %(came)s)") % {
        "to": each.to,
        "day": day_words(each.on),
        "answered": each.get_answered_display(),
        "came": each.get_came_display(),
    }
