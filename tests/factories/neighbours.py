"""Neighbours: copies of an authority with all its rows, made by the database itself.

Several hundred authorities take seconds. Keys are derived, so that rows of a copy point at rows of
the same copy. What must be unique in the whole instance is made so. Files are not copied.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from jalons.foundation.accounts.models import Authority, Membership
from jalons.foundation.accounts.scoping import is_owned

APART = 1_000_000  # between the number of a row and that of its copy in the next authority


def copy_authority(one: Authority, count: int) -> list[Authority]:
    """``count`` neighbours of ``one``, real ones that share what they measure if it does."""
    first = Authority.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    made = Authority.objects.bulk_create(
        Authority(
            pk=first + rank,
            slug=f"{one.slug[:40]}-{first + rank}",
            name=f"{one.name} {first + rank}",
            territory=one.territory,
            staff=one.staff,
        )
        for rank in range(count)
    )
    tables = [model for model in apps.get_models() if _is_copied(model)]
    span = [first, first + count - 1]
    with transaction.atomic(), connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute(_DEFERRED[connection.vendor])
        for model in tables:
            cursor.execute(*_copying(model, one.pk, span))
            for field in model._meta.many_to_many:
                if field.remote_field.through._meta.auto_created and is_owned(model):
                    cursor.execute(*_linking(model, field, one.pk, span))
    _settle([Authority, *tables])
    return made


_DEFERRED = {
    "postgresql": "SET session_replication_role = replica",  # order, triggers: of no matter here
    "sqlite": "PRAGMA defer_foreign_keys = ON",
}


def _is_copied(model: type[models.Model]) -> bool:
    return (is_owned(model) or model is Membership) and model._meta.managed


def _series() -> str:
    """The keys of the new authorities, from one to another."""
    return (
        "WITH RECURSIVE copies(n) AS"
        " (SELECT %s::bigint UNION ALL SELECT n + 1 FROM copies WHERE n < %s)"
    ).replace("::bigint", "::bigint" if _is_postgresql() else "")


def _copying(model: type[Any], owner: int, span: list[int]) -> tuple[str, list[Any]]:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    sql = (
        f"INSERT INTO {table} ({names}) {_series()} SELECT {values} FROM {table} AS t, copies "
        "WHERE t.authority_id = %s"
    )
    return sql, [*span, owner]


def _linking(model: type[Any], field: Any, owner: int, span: list[int]) -> tuple[str, list[Any]]:
    through = field.remote_field.through
    mine, theirs = field.m2m_column_name(), field.m2m_reverse_name()
    table, whole = (connection.ops.quote_name(each._meta.db_table) for each in (through, model))
    ends = [through._meta.get_field(name) for name in (field.m2m_field_name(),
                                                      field.m2m_reverse_field_name())]  # fmt: skip
    values = ", ".join(_value(through, end) for end in ends)
    pk = model._meta.pk.column
    sql = (
        f"INSERT INTO {table} (id, {mine}, {theirs}) {_series()} "
        f"SELECT t.id + n * {APART}, {values} FROM {table} AS t "
        f"JOIN {whole} AS w ON t.{mine} = w.{pk}, copies WHERE w.authority_id = %s"
    )
    return sql, [*span, owner]


def _value(model: type[Any], field: Any) -> str:
    """The value of a column in the copy of key ``n``, in SQL."""
    column = f"t.{connection.ops.quote_name(field.column)}"
    if field.name == "authority":
        return "n"
    if field.primary_key and not field.remote_field:
        return _key(field, column)
    target = field.remote_field and field.remote_field.model
    if target is not None and _is_copied(target):
        key = target._meta.pk
        while key.remote_field:
            key = key.remote_field.model._meta.pk
        return _key(key, column)
    alone = [each.fields for each in model._meta.constraints if hasattr(each, "fields")]
    if (field.unique or (field.name,) in alone) and isinstance(field, models.CharField):
        return _key(field, column)
    return column


def _key(field: Any, column: str) -> str:
    if isinstance(field, models.UUIDField):
        text = f"MD5({column} || '-' || n)"
        return f"MD5({column}::text || '-' || n)::uuid" if _is_postgresql() else text
    if isinstance(field, models.CharField):
        size = field.max_length or 255
        return f"SUBSTR(MD5({column} || '-' || n) || {column}, 1, {size})"
    return f"{column} + n * {APART}"


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _settle(tables: list[type[models.Model]]) -> None:
    """What a base does by itself with time: numbers go on after the last, sizes are known."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(sql)
        if _is_postgresql():
            cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
