"""Forms and filters that are nothing more than fields of a model."""

from __future__ import annotations

from typing import Any

from django.forms import Field
from django.forms.models import modelform_factory
from django_filters.filterset import filterset_factory

from jalons.foundation.listing.filters import RecordFilter
from jalons.foundation.register.forms import RecordForm
from jalons.foundation.register.models import Registered


def form_of(model: type[Registered], *fields: str, **kinds: type[Field]) -> type[RecordForm[Any]]:
    """The form of a record with these fields, some of a kind of field of their own."""
    made: Any = modelform_factory(model, RecordForm, fields=fields, field_classes=kinds or None)
    made.__module__ = model.__module__  # whose room it is of
    return made  # type: ignore[no-any-return]


def filter_of(model: type[Registered], *fields: str) -> type[RecordFilter]:
    """The filters of a list by these fields."""
    return filterset_factory(model, RecordFilter, fields)  # type: ignore[no-any-return]
