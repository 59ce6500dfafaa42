"""The records of a register for machines: read, created, changed with their version, deleted.

What is answered is named on purpose: a new field of the model is not public by accident.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any, Literal, get_type_hints
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET

from jalons.foundation.api.endpoints import AuthorityCall, Endpoints
from jalons.foundation.api.problems import ApiError
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.foundation.design.lookups import or_404
from jalons.foundation.listing.pages import listed
from jalons.foundation.register import writer
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.errors import RegisterError, StaleError
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered
from jalons.kernel import JalonsError


def endpoints_of(  # noqa: PLR0913  (each one said by name)
    endpoints: Endpoints,
    register: Register,
    path: str,
    *names: str,
    read: str,
    write: str,
    delete: str = "",
) -> None:
    """Add the endpoints of a register to those of a room; ``names`` are the fields answered.

    Of these, the fields of the form can be written. ``read``, ``write`` and ``delete`` are
    scopes of the room; without the last nothing is deleted by a machine.
    """
    if hidden := register.private.intersection(names):
        raise ValueError(f"{register.name}: {sorted(hidden)} never leave")
    shapes = _Shapes(register, names)
    row, listing, one_of = _reads(register, shapes)
    create, change, remove = _writes(register, shapes, row)
    noun = register.model._meta.verbose_name
    one = f"{path}/<{'uuid' if shapes.key is UUID else 'int'}:pk>"
    typed = partial(_typed, register.name, shapes.key)
    endpoints.get(path, register.model._meta.verbose_name_plural, scope=read)(
        typed(listing, "list", Page[shapes.record], query=shapes.query)  # type: ignore[name-defined]
    )
    endpoints.post(path, format_lazy("{} {}", _("Create:"), noun), scope=write)(
        typed(create, "create", shapes.record, body=shapes.new)
    )
    endpoints.get(one, noun, scope=read)(typed(one_of, "read", shapes.record))
    endpoints.patch(one, format_lazy("{} {}", _("Change:"), noun), scope=write)(
        typed(change, "change", shapes.record, body=shapes.change)
    )
    if delete:
        endpoints.delete(one, format_lazy("{} {}", _("Delete:"), noun), scope=delete)(
            typed(remove, "delete", type(None))
        )


type _Functions = tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]


def _reads(register: Register, shapes: _Shapes) -> _Functions:
    """The functions that find a record, answer the list, answer one."""
    parameters = _parameters(register)

    def row(call: AuthorityCall, pk: Any) -> Any:
        return or_404(register.of(call.authority).filter(pk=pk).first())

    def listing(call: AuthorityCall, query: Any) -> Any:
        sent = urlencode({there: getattr(query, here) for here, there in parameters.items()})
        rows = register.of(call.authority).order_by("pk")
        found = listed(register.list, rows, QueryDict(sent), authority=call.authority)
        return Page.of(found.rows, query, shapes.answer)

    def one_of(call: AuthorityCall, pk: Any) -> Any:
        return shapes.answer(row(call, pk))

    return row, listing, one_of


def _writes(register: Register, shapes: _Shapes, row: Callable[..., Any]) -> _Functions:
    """The functions that create, change and delete a record."""

    def create(call: AuthorityCall, body: Any) -> Any:
        made = register.model(authority=call.authority)
        store(call, made, msgspec.structs.asdict(body))
        return shapes.answer(row(call, made.pk))

    def change(call: AuthorityCall, pk: Any, body: Any) -> Any:
        found = row(call, pk)
        sent = msgspec.structs.asdict(body)
        _check_version(found, sent.pop("version"))
        store(call, found, {name: value for name, value in sent.items() if value is not UNSET})
        return shapes.answer(row(call, pk))

    def remove(call: AuthorityCall, pk: Any) -> None:
        writer.delete(call.authority, call.user, [row(call, pk)])

    return create, change, remove


def _parameters(register: Register) -> dict[str, str]:
    """The parameters of a list, by field, with their name in the address of the page."""
    names = {"text": "q", "sort": "sort"} if register.list.search else {"sort": "sort"}
    filters = register.list.filter.base_filters if register.list.filter else {}
    return names | {each.field_name: name for name, each in filters.items()}


def _typed(
    name: str, key: Any, function: Callable[..., Any], what: str, answer: Any, **takes: Any
) -> Callable[..., Any]:
    """A function with the name and the types that its endpoint declares."""
    keyed = {"pk": key} if "pk" in function.__code__.co_varnames[:2] else {}
    function.__name__ = f"{name}_{what}"
    function.__annotations__ = {"call": AuthorityCall, **keyed, **takes, "return": answer}
    return function


def store(call: AuthorityCall, record: Registered, values: dict[str, Any]) -> None:
    """Store the sent values.

    Raises what the record refuses: the error of its room, else ``RegisterError`` (``invalid``),
    which names the field.
    """
    try:
        writer.write(call.authority, call.user, [(record, values)])
    except StaleError:
        _check_version(record, 0)
    except ValidationError as error:
        if isinstance(error.__cause__, JalonsError):
            raise error.__cause__ from error
        by_field = getattr(error, "error_dict", None)
        field = next(iter(by_field)) if by_field else ""
        raise RegisterError("invalid", field=field, why=" ".join(error.messages)) from error


def _check_version(record: Registered, version: int) -> None:
    if version != record.version:
        raise ApiError("version_old", version=version, current=record.version)


class _Shapes:
    """The documents of a register: what is answered, what creates, what changes."""

    def __init__(self, register: Register, names: tuple[str, ...]) -> None:
        meta, stem = register.model._meta, register.model.__name__
        known = {each.name: each for each in meta.get_fields()}
        self.fields: dict[str, Any] = {
            name: known.get(name) or getattr(register.model, name) for name in names
        }
        self.key = type_of(meta.pk)
        types = {name: type_of(field) for name, field in self.fields.items()}
        written = [name for name in names if name in register.form.base_fields]
        own = (("id", self.key), ("version", int), ("changed_at", datetime))
        wanted = [(name, str, "") for name in _parameters(register)]
        self.query = _struct(f"{stem}Query", wanted, PageQuery)
        self.record = _struct(f"{stem}Record", [*own, *types.items()])
        self.new = _struct(
            f"New{stem}", [(name, types[name], *_default(self.fields[name])) for name in written]
        )
        changes = [(name, types[name] | msgspec.UnsetType, UNSET) for name in written]
        self.change = _struct(f"{stem}Change", [("version", int), *changes])

    def answer(self, record: Registered) -> Any:
        """A record as answered."""
        values = {name: _value(record, field) for name, field in self.fields.items()}
        own = {"id": record.pk, "version": record.version, "changed_at": record.changed_at}
        return self.record(**own, **values)


def _struct(name: str, fields: list[Any], base: type[Record] = Record) -> type[Any]:
    return msgspec.defstruct(name, fields, bases=(base,), frozen=True, kw_only=True)


_TYPES: tuple[tuple[Any, Any], ...] = (
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.FloatField | models.DecimalField, float),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.UUIDField, UUID),
    (models.CharField | models.TextField, str),
)


def type_of(field: Any) -> Any:
    """The type of a field in documents: the key of what is linked, the codes of its choices.

    Of a property, what it says it returns.
    """
    if isinstance(field, property):
        return get_type_hints(field.fget)["return"]
    if isinstance(field, CodesField):
        return list[field.code_type]
    if isinstance(field, models.ManyToManyField):
        return list[type_of(field.related_model._meta.pk)]  # type: ignore[misc]
    if isinstance(field, models.ForeignKey):
        found = type_of(field.target_field)
    elif field.choices:
        found = Literal[*(code for code, _label in field.flatchoices)]
    else:
        found = next((kind for known, kind in _TYPES if isinstance(field, known)), Any)
    return found | None if field.null and found is not Any else found


def _default(field: Any) -> tuple[Any, ...]:
    """The default of a field that is not sent; none when it is required."""
    if isinstance(field, models.ManyToManyField):
        return (msgspec.field(default_factory=list),)
    if field.has_default() and isinstance(field.default, str | int):
        return (field.default,)
    if field.has_default():
        made = field.default if isinstance(field.default, type) else field.get_default
        return (msgspec.field(default_factory=made),)
    if field.null:
        return (None,)
    return ("",) if field.blank else ()


def _value(record: Registered, field: Any) -> Any:
    if isinstance(field, property):
        return field.fget(record)  # type: ignore[misc]
    if isinstance(field, models.ManyToManyField):
        linked = getattr(record, field.name).all()
        return [each.pk for each in linked if getattr(each, "deleted_at", None) is None]
    value = getattr(record, field.attname)
    return float(value) if isinstance(field, models.DecimalField) and value is not None else value
