"""What a row says in an archive, and what a number in it stands for: shared by export and restore.

A link is a primary key in the file; beside the rows, the archive says which person, territory or
other authority a key means, so that another instance finds its own.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, time
from functools import cache
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.migrations.loader import MigrationLoader

from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered
from jalons.foundation.tasks.models import Job
from jalons.kernel import Urn

FORMAT = 2  # 1 had no people, no links of many to many, and dates cut at the millisecond
CHANGES = "register.change"  # the log of acts: values of fields by name
NAMES_OF_SECRETS = frozenset(
    {"data", "digest", "password", "secret", "session_data", "token", "token_secret"}
)
PROBE = 987_654_321  # a primary key no text has by chance


class Exact(DjangoJSONEncoder):
    """JSON with instants to the microsecond: what is signed or ordered needs them whole."""

    def default(self, o: Any) -> Any:
        """The text of a moment, else what Django writes."""
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def encoded(value: Any) -> bytes:
    """One line of JSON."""
    return json.dumps(value, cls=Exact, ensure_ascii=False).encode() + b"\n"


def is_secret(field: models.Field[Any, Any]) -> bool:
    """Whether a field is a secret: what a model of an authority declares, else by its name."""
    if issubclass(field.model, AuthorityScoped):
        return field.attname in field.model.secret_fields
    return field.attname in NAMES_OF_SECRETS


def plain(row: models.Model) -> dict[str, Any]:
    """A row as JSON values, without its secrets; one that was erased is said, empty."""
    found = {}
    for each in row._meta.concrete_fields:
        value = each.value_from_object(row)
        if isinstance(each, models.FileField):
            value = str(value)
        elif isinstance(value, bytes | memoryview):
            value = base64.b64encode(bytes(value)).decode()
        if not value or not is_secret(each):
            found[each.attname] = value
    return found


@cache
def owned_models() -> tuple[type[AuthorityScoped], ...]:
    """The models whose rows belong to one authority, by name."""
    found = [model for model in apps.get_models() if issubclass(model, AuthorityScoped)]
    return tuple(sorted(found, key=lambda each: each._meta.label_lower))


def restored_models() -> tuple[type[AuthorityScoped], ...]:
    """Those whose rows a restore writes: all but the jobs, which the instance that ran them has."""
    return tuple(each for each in owned_models() if each is not Job)


def through_tables() -> Iterator[tuple[str, models.ForeignKey[Any, Any], Any]]:
    """The tables of links of many to many: name, link to the row that has it, to the other."""
    for model in owned_models():
        for field in model._meta.local_many_to_many:
            through: Any = field.remote_field.through
            if through._meta.auto_created:
                own = through._meta.get_field(field.m2m_field_name())
                other = through._meta.get_field(field.m2m_reverse_field_name())
                yield through._meta.label_lower, own, other


def links_of(model: type[models.Model]) -> Mapping[str, type[models.Model]]:
    """What the columns of a model lead to, by column."""
    found = (each for each in model._meta.concrete_fields if isinstance(each, models.ForeignKey))
    return {each.attname: each.related_model for each in found}


@cache
def kinds() -> Mapping[str, type[AuthorityScoped]]:
    """The kinds of URN made of the primary key of a row, each with its model."""
    found: dict[str, type[AuthorityScoped]] = {}
    every: tuple[Any, ...] = (*owned_models(), Membership)
    for model in every:
        with suppress(Exception):  # no URN, or one of another shape
            urn = model(pk=PROBE).urn
            if isinstance(urn, Urn) and urn.id == str(PROBE):
                found[urn.kind] = model
    return found


@cache
def links_of_change(urn: str) -> Mapping[str, type[models.Model]]:
    """What the fields of a logged record lead to, by name, many to many too."""
    model = kinds().get(urn.split(":")[2] if urn.count(":") == 3 else "")
    if model is None or not issubclass(model, Registered):
        return {}
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    found = ((each.name, each.related_model) for each in fields)
    return {name: related for name, related in found if related}


def logged(row: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str, type[models.Model]]]:
    """The links in a line of the log of acts: the values, the name of the field, its model."""
    for values in (row["before"], row["after"]):
        for name, model in links_of_change(_kind_only(row["urn"])).items():
            if values and values.get(name):
                yield values, name, model


def _kind_only(urn: str) -> str:
    return urn.rpartition(":")[0] + ":x"


class Named:
    """Keys of rows that others share, as they were met, to be named beside the rows."""

    def __init__(self) -> None:
        self.keys: dict[type[models.Model], set[Any]] = {}

    def read(self, model: type[models.Model], row: Mapping[str, Any]) -> None:
        """Note the people, territories and authorities that a row leads to."""
        for column, related in links_of(model).items():
            self._note(related, [row.get(column)])
        if model._meta.label_lower == CHANGES:
            for values, name, related in logged(row):
                value = values[name]
                self._note(related, value if isinstance(value, list) else [value])

    def _note(self, related: type[models.Model], found: Iterable[Any]) -> None:
        if not issubclass(related, AuthorityScoped | Membership):
            self.keys.setdefault(related, set()).update(each for each in found if each is not None)

    def lines(self) -> Iterator[bytes]:
        """Each of them on a line: its model, its key, and what names it anywhere."""
        for model in sorted(self.keys, key=lambda each: each._meta.label_lower):
            rows = model._base_manager.filter(pk__in=self.keys[model]).order_by("pk")  # noqa: SLF001
            for row in rows:
                yield encoded({"model": model._meta.label_lower, "id": row.pk, **_name_of(row)})


def _name_of(row: models.Model) -> dict[str, Any]:
    if isinstance(row, User):
        verified = row.emailaddress_set.filter(email__iexact=row.email, verified=True).exists()
        return {"email": row.email, "name": row.name, "verified": verified}
    if isinstance(row, Authority):
        place = row.territory
        return {"slug": row.slug, "kind": place and place.kind, "code": place and place.code}
    return {name: getattr(row, name) for name in ("kind", "code", "name") if hasattr(row, name)}


def migrations() -> dict[str, list[str]]:
    """The migrations of the apps whose rows are in an archive, as this version has them."""
    labels = {each._meta.app_label for each in owned_models()} | {Membership._meta.app_label}
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    found: dict[str, list[str]] = {}
    for app, name in sorted(known):
        if app in labels:
            found.setdefault(app, []).append(name)
    return found
