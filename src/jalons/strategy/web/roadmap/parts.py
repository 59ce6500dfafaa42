"""Dated notes: added, deleted, taken back.

What is deleted is given back as a :class:`Lost`, whose values make it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import Urn
from jalons.strategy.web.figures import day_words
from jalons.strategy.web.roadmap.actions import Person
from jalons.strategy.web.roadmap.models import Remark


@dataclass(frozen=True, slots=True)
class Lost:
    """A note that was deleted, as JSON values: its kind, its name, its fields."""

    kind: str
    label: str
    values: Mapping[str, Any]


def add_remark(*, authority: Authority, user: Person, about: Urn, label: str, text: str) -> Remark:
    """A dated note on an object called ``label``, for members only.

    The journal tells that it was added, never its words: who deletes a note takes them away.
    """
    with transaction.atomic():
        remark = Remark.objects.create(
            authority=authority,
            about=str(about),
            text=text,
            made_by=user if isinstance(user, User) else None,
        )
        _about_note(remark, user, label, before="", after=_("added"))
    return remark


def delete_remark(*, remark: Remark, user: Person, label: str) -> Lost:
    """Forget a note on an object called ``label``."""
    lost = _lost(remark)
    with transaction.atomic():
        remark.delete()
        _about_note(remark, user, label, before=_("added"), after=_("deleted"))
    return lost


def note_name(remark: Remark) -> str:
    """What the journal calls a note: its day, never its words."""
    return _("note of %(day)s") % {"day": day_words(timezone.localdate(remark.made_at))}


def _about_note(remark: Remark, user: Person, label: str, *, before: str, after: str) -> None:
    name = note_name(remark)
    record(
        request_user=user,
        authority=remark.authority,
        verb=Verb.CHANGED,
        urn=remark.about,
        label=label,
        before={name: before},
        after={name: after},
    )


# Undo ---------------------------------------------------------------------------------------------


def _lost(held: Remark) -> Lost:
    values = {}
    for each in held._meta.concrete_fields:
        value = getattr(held, each.attname)
        if each.attname not in {"id", "authority_id"}:
            values[each.attname] = value.isoformat() if isinstance(value, date) else value
    return Lost("remark", str(held), values)


def bring_back(*, authority: Authority, user: Person, lost: Lost) -> None:
    """Make a note again."""
    del user
    values = dict(lost.values)
    for each in Remark._meta.concrete_fields:
        if values.get(each.attname) is not None:
            values[each.attname] = each.to_python(values[each.attname])
    Remark(authority=authority, **values).save(force_insert=True)
