"""The rows of an archive written again under their new keys."""

from __future__ import annotations

import base64
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models

from jalons.foundation.accounts.models import Invitation, Membership, User
from jalons.foundation.administration.archive import contents
from jalons.foundation.administration.archive.comparison import Lost
from jalons.foundation.administration.archive.reading import Archive
from jalons.foundation.administration.archive.translation import translated
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.administration.restoring import identities
from jalons.foundation.api.models import ApiToken

TOGETHER = 500
BYTES = 32  # of a secret nobody knows


@dataclass(slots=True)
class Written:
    """What was written: rows by model; the rows left out; what has lost its secret, by model."""

    rows: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    secrets: Counter[str] = field(default_factory=Counter)


def write(archive: Archive, naming: identities.Identities, *, now: datetime) -> Written:
    """Write every row, then the links of many to many.

    Raises ``AdministrationError``: ``restore_row_refused``, ``archive_later``.
    """
    done = Written()
    for model in contents.restored_models():
        label = model._meta.label_lower
        for batch in batched(_made(archive, model, naming, done, now=now), TOGETHER):
            _store(model, batch)
            done.rows[label] += len(batch)
        if label in naming.own_numbers:
            identities.settle_sequence(model)
    for label, own, other in contents.through_tables():
        for batch in batched(_linked(archive, label, own, other, naming), TOGETHER):
            _store(own.model, batch)
            done.rows[label] += len(batch)
    return done


def lost(archive: Archive, naming: identities.Identities) -> Lost:
    """What the archive names and nobody is here."""
    members = {
        each["id"] for each in archive.members if naming.link(Membership, each["id"]) is None
    }
    return Lost({User: naming.people.lost, Membership: members})


def _store(model: type[models.Model], batch: tuple[models.Model, ...]) -> None:
    try:
        model._base_manager.bulk_create(batch)  # noqa: SLF001  (of every authority)
    except (DatabaseError, ValueError) as error:
        raise refused(model, error) from error


def refused(model: type[models.Model], error: Exception) -> AdministrationError:
    """What the database says of rows it does not take."""
    why = str(error).strip().splitlines()[0][:200]
    return AdministrationError(
        "restore_row_refused", table=str(model._meta.verbose_name_plural), why=why
    )


def _made(
    archive: Archive, model: type[models.Model], naming: identities.Identities, done: Written, *,
    now: datetime,
) -> Iterator[models.Model]:  # fmt: skip
    fields = model._meta.concrete_fields
    known = {each.attname for each in fields}
    for row in archive.rows(model):
        if not known.issuperset(row):
            raise AdministrationError("archive_later", version=archive.manifest["version"])
        said = translated(model, row, naming)
        if said is None:
            done.left_out[model._meta.label_lower] += 1
            continue
        try:
            made = model(**{each.attname: _value(each, said) for each in fields})
        except (ValidationError, ValueError, TypeError) as error:
            raise refused(model, error) from error
        if any(contents.is_secret(each) and each.attname not in row for each in fields):
            done.secrets[model._meta.label_lower] += 1
        if isinstance(made, Invitation | ApiToken):
            _close(made, now)
        yield made


def _value(field: models.Field[Any, Any], said: Mapping[str, Any]) -> Any:
    if field.attname not in said:
        return _unknown_secret(field) if contents.is_secret(field) else field.get_default()
    value = said[field.attname]
    if value is None or isinstance(field, models.JSONField | models.FileField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)


def _unknown_secret(field: models.Field[Any, Any]) -> Any:
    """A secret nobody has: what it opened stays shut."""
    binary = isinstance(field, models.BinaryField)
    return secrets.token_bytes(BYTES) if binary else secrets.token_hex(BYTES)


def _close(made: Invitation | ApiToken, now: datetime) -> None:
    """Revoke what would let somebody in."""
    if made.revoked_at is None and getattr(made, "accepted_at", None) is None:
        made.revoked_at = now


def _linked(
    archive: Archive, label: str, own: Any, other: Any, naming: identities.Identities
) -> Iterator[models.Model]:
    for pair in archive.lines(f"liens/{label}.jsonl"):
        ends = {
            end.attname: naming.link(end.related_model, key)
            for end, key in zip((own, other), pair, strict=True)
        }
        if None not in ends.values():
            yield own.model(**ends)
