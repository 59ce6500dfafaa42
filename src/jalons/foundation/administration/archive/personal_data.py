"""Personal data of a person (GDPR access): account, memberships, choices, journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from jalons.foundation.accounts.models import InstanceEntry, User
from jalons.foundation.administration.archive.contents import plain
from jalons.foundation.journal.queries import lines_of

ABOUT_ONESELF = ("email", "name", "date_joined", "last_login", "is_superuser")


def data_of(person: User) -> dict[str, Any]:
    """Everything that is theirs, as JSON values; no secret is in it."""
    mine = person.memberships.select_related("authority").order_by("pk")
    return {
        "account": {name: getattr(person, name) for name in ABOUT_ONESELF},
        "works_for": [
            {"authority": each.authority.name, "role": each.role, "since": each.since}
            for each in mine
        ],
        "own": dict(_own(person)),
        "took_part_in": list(_took_part(person)),
        "did": [_line(each) for each in lines_of(person)],
        "did_on_the_instance": [
            plain(each) for each in InstanceEntry.objects.filter(actor=person).order_by("pk")
        ],
    }


def _line(entry: Any) -> dict[str, Any]:
    return {
        "when": entry.when,
        "authority": entry.authority.name,
        "verb": entry.verb,
        "object": entry.label,
        "before": entry.before,
        "after": entry.after,
    }


def _links() -> Iterator[tuple[type[models.Model], Any]]:
    """Every field of every model that names a person."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                yield model, field


def _own(person: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What goes with the account: addresses, second factors, links, choices of mails."""
    for model, each in _links():
        if each.remote_field.on_delete is models.CASCADE:
            rows = model._base_manager.filter(**{each.name: person}).order_by("pk")  # noqa: SLF001
            if found := [plain(row) for row in rows]:
                yield model._meta.label_lower, found


def _took_part(person: User) -> Iterator[dict[str, Any]]:
    """What they created or changed and that stays with an authority, by kind and number."""
    for model, each in _links():
        if each.remote_field.on_delete is models.CASCADE or model._meta.label_lower in JOURNALS:
            continue
        rows = model._base_manager.filter(**{each.name: person})  # noqa: SLF001
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            yield {"what": model._meta.label_lower, "as": each.name, "id": str(pk)}


JOURNALS = frozenset({"journal.entry", "accounts.instanceentry"})
