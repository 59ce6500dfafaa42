"""The fields of every record, and the raw log of changes from which an act is undone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import JalonsError, Urn

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class Registered(AuthorityScoped):
    """A record of a register: written by ``writer.write`` only, deleted to the trash first.

    ``version`` grows at each change. ``computed`` names the fields that the program fills, outside
    the history (see ``writer.store_computed``). ``standing`` names the links that stay when what
    they lead to is deleted: they may lead to the trash. ``keyed`` are JSON fields made of named
    values: the journal says those that changed. A room states what a record must respect in
    ``clean``: it may raise ``ValidationError``, or a ``JalonsError`` whose ``field`` parameter
    names the field.
    """

    id: models.Field[Any, Any] = models.UUIDField(
        primary_key=True, default=uuid.uuid4, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    deleted_at = models.DateTimeField(null=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ()
    keyed: ClassVar[tuple[str, ...]] = ()
    standing: ClassVar[tuple[str, ...]] = ()

    class Meta(AuthorityScoped.Meta):
        abstract = True

    @classmethod
    def urn_kind(cls) -> str:
        """The kind of its URN: the name of its class, in lower case with underscores."""
        return _WORD.sub("_", cls.__name__).lower()

    @property
    def is_new(self) -> bool:
        """Whether it was never stored."""
        return self._state.adding

    @property
    def urn(self) -> Urn:
        """Its name across rooms."""
        return Urn(self.urn_kind(), str(self.pk))

    def latest(self) -> Self:
        """What is stored now, locked until the end of the transaction when there is one."""
        rows = type(self).objects.of(self.authority)
        if transaction.get_connection().in_atomic_block:  # elsewhere PostgreSQL refuses to lock
            rows = rows.select_for_update(of=("self",))
        return rows.select_related("authority").get(pk=self.pk)

    @classmethod
    def erase(cls, rows: models.QuerySet[Any]) -> int:
        """Erase rows for good, with their files and those of ``files_of``; how many rows.

        A record that others of the trash still name waits for them.
        """
        files = {row.pk: [file for file in row.files_of() if file] for row in rows}
        try:
            rows.filter(pk__in=list(files)).delete()
            gone = list(files)
        except models.RestrictedError:
            gone = []
            for pk in files:
                with suppress(models.RestrictedError):
                    rows.filter(pk=pk).delete()
                    gone.append(pk)
        for file in (file for pk in gone for file in files[pk]):
            transaction.on_commit(partial(file.storage.delete, file.name))
        return len(gone)

    def files_of(self) -> list[FieldFile]:
        """The files that go with it when it is erased."""
        fields = (each for each in self._meta.concrete_fields if isinstance(each, models.FileField))
        return [getattr(self, field.attname) for field in fields]

    def refuse_change(self, names: Collection[str]) -> None:
        """Raise a ``JalonsError`` when some of the fields ``names`` of what is stored are final.

        A deletion changes ``deleted_at``. ``clean`` cannot say it: it sees the new values.
        """

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """``values`` as this record stores them, with those that follow from them."""
        return values

    def clean_fields(self, exclude: Iterable[str] | None = None) -> None:
        """Validate the fields, and what Django leaves to forms: the length of long texts, NUL."""
        errors: dict[str, Any] = {}
        unseen = set(exclude or ())
        try:
            super().clean_fields(exclude=unseen)
        except ValidationError as error:
            errors = error.error_dict
        for field in self._meta.fields:
            if field.name in errors or field.name in unseen:
                continue
            for check in _checks_of(field):
                try:
                    check(str(getattr(self, field.attname) or ""))
                except ValidationError as error:
                    errors[field.name] = error.error_list
        if errors:
            raise ValidationError(errors)

    def full_clean(
        self,
        exclude: Iterable[str] | None = None,
        validate_unique: bool = True,  # noqa: FBT001, FBT002  (Django's signature)
        validate_constraints: bool = True,  # noqa: FBT001, FBT002
    ) -> None:
        """Validate the fields, then the whole, then the constraints; ``clean`` sees sound fields.

        Unique fields are constraints here: ``validate_unique`` does nothing.
        """
        del validate_unique
        exclude = set(exclude or ())
        self.clean_fields(exclude=exclude)
        try:
            self.clean()
        except JalonsError as error:
            raise as_validation(error, self) from error
        if validate_constraints:
            self.validate_constraints(exclude=exclude)

    def validate(self, names: Iterable[str]) -> None:
        """Validate the fields ``names``, then the whole record; ``ValidationError`` if refused.

        Neither links nor constraints are looked up: the writer checks those of many records.
        """
        own = {field.name for field in self._meta.fields if not field.is_relation} & set(names)
        unseen = {field.name for field in self._meta.fields} - own
        self.full_clean(exclude=unseen, validate_constraints=False)


def _checks_of(field: models.Field[Any, Any]) -> list[Any]:
    """What a text must respect; a short one has its own limit already."""
    if not isinstance(field, models.CharField | models.TextField):
        return []
    limit = field.max_length if isinstance(field, models.TextField) else None
    return [ProhibitNullCharactersValidator(), *([MaxLengthValidator(limit)] if limit else [])]


def as_validation(error: JalonsError, record: models.Model) -> ValidationError:
    """The error of an engine as forms show it, at the field it names if it names one."""
    field = str(error.params.get("field", ""))
    known = {each.name for each in record._meta.get_fields()}
    return ValidationError({field: str(error)} if field in known else str(error))


def unique_alive(*fields: str, name: str, message: _StrPromise | str) -> models.UniqueConstraint:
    """No two records of an authority have the same ``fields``, those in the trash aside."""
    return models.UniqueConstraint(
        fields=["authority", *fields],
        condition=models.Q(deleted_at=None),
        name=name,
        violation_error_message=message,
    )


class Batch(AuthorityScoped):
    """One act of a person: the records it changed together, undone together.

    ``undone_by`` is the act that undid it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    verb = models.CharField(_("what"), max_length=30)
    label = models.CharField(_("object"), max_length=200)
    undone_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, related_name="undoes"
    )

    class Meta(AuthorityScoped.Meta):
        verbose_name_plural = "batches"
        ordering = ["-at"]
        indexes = [models.Index(fields=["authority", "at"], name="batches_by_date")]

    def __str__(self) -> str:
        return f"{self.verb} {self.label}"


class Change(AuthorityScoped):
    """The raw values of one record before and after an act, only those that differ.

    ``before`` is None for a new record. Fields a register calls private never stand here.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="changes")
    urn = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta(AuthorityScoped.Meta):
        ordering = ["pk"]
        indexes = [models.Index(fields=["authority", "urn"], name="changes_by_record")]

    def __str__(self) -> str:
        return self.urn


def written_fields(model: type[Registered]) -> Sequence[models.Field[Any, Any]]:
    """The fields the history follows: all but those of the register itself and the computed."""
    own = {field.name for field in Registered._meta.get_fields()} - {"deleted_at"}
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [field for field in fields if field.name not in own and field.name not in model.computed]
