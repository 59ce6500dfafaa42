"""The one mechanism that keeps an authority's data to itself.

A model that belongs to an authority inherits ``AuthorityScoped``; its ``objects`` answers only
through ``objects.of(authority)``. ``unscoped`` is for migrations, maintenance and the admin, and a
test lists the few modules that may write that word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact


class ScopedManager[M: models.Model](models.Manager[M]):
    """A manager that reads the rows of one authority only."""

    def of(self, authority: models.Model) -> models.QuerySet[M]:
        """What belongs to ``authority``."""
        return super().get_queryset().filter(authority=authority)

    def get_queryset(self) -> NoReturn:
        """Raise ``TypeError``: the authority is missing."""
        raise TypeError(f"{self.model.__name__}.objects needs .of(authority)")

    def create(self, **fields: Any) -> M:
        """A new row; ``authority`` is among the fields."""
        return super().get_queryset().create(**fields)

    def create_all(self, rows: Sequence[M]) -> None:
        """Store new rows in one statement; each has its authority."""
        super().get_queryset().bulk_create(rows)


def is_owned(model: type[models.Model]) -> bool:
    """Whether rows of a model belong to an authority."""
    return any(field.name == "authority" for field in model._meta.fields)


def living[M: models.Model](model: type[M], authority: models.Model) -> models.QuerySet[M]:
    """The rows of a model that belong to ``authority``, the trash aside where there is one."""
    rows = model._base_manager.filter(authority=authority)  # noqa: SLF001
    has_trash = any(field.name == "deleted_at" for field in model._meta.fields)
    return rows.filter(deleted_at=None) if has_trash else rows


def owns(
    model: type[models.Model], *conditions: models.Q, trash: bool = False, **values: Any
) -> models.Q:
    """The authorities with a row of a model under some conditions, for a query on authorities.

    What is in the ``trash`` counts only when said.
    """
    rows = model._base_manager.filter(*conditions, authority=models.OuterRef("pk"), **values)  # noqa: SLF001
    has_trash = any(field.name == "deleted_at" for field in model._meta.fields)
    return models.Q(models.Exists(rows if trash or not has_trash else rows.filter(deleted_at=None)))


class AuthorityScoped(models.Model):
    """What an authority owns, and nobody else ever sees.

    ``secret_fields`` are in no archive. ``sealed_fields`` are those whose text was hashed
    or signed: a restore writes it as it was, even when what it names has another number.
    """

    secret_fields: ClassVar[tuple[str, ...]] = ()
    sealed_fields: ClassVar[tuple[str, ...]] = ()

    authority = models.ForeignKey("accounts.Authority", on_delete=models.CASCADE, related_name="+")

    unscoped = models.Manager()
    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"


# Joins --------------------------------------------------------------------------------------------


def scope_joins() -> None:
    """Have every join on a link between two owned models stay within one authority.

    The writer checks that a link is between records of one authority. Said in the joins too, the
    base looks for both among the rows of that authority, instead of reading those of all; and a
    join never reaches the rows of another. To be called once all models are known.
    """
    for model in filter(is_owned, apps.get_models()):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and is_owned(field.related_model):
                restriction: Any = partial(_same_authority, field)
                field.get_extra_restriction = restriction  # type: ignore[method-assign]


def _same_authority(
    field: models.ForeignKey[Any, Any], related_alias: str | None, alias: str | None
) -> Exact | None:
    """What a join on a link asks besides its key; None where one of its ends is not joined."""
    if alias is None or related_alias is None:
        return None
    ours: Any = field.model._meta.get_field("authority")
    theirs: Any = field.related_model._meta.get_field("authority")
    return Exact(Col(alias, ours), Col(related_alias, theirs))
