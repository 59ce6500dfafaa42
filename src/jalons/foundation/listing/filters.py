"""The filter of a list: a FilterSet whose choices are those of one authority."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import AuthorityScoped, is_owned, living


def one_of(field: str, label: Any, choices: Any, method: str = "") -> Any:
    """A filter by one of a few choices of a field, or as a ``method`` of the RecordFilter says."""
    return django_filters.ChoiceFilter(  # type: ignore[no-untyped-call]  # untyped
        field_name=field,
        label=label,
        choices=choices,
        method=method or None,
        empty_label=pgettext_lazy("filter", "any"),
    )


class RecordFilter(django_filters.FilterSet):  # type: ignore[misc,name-defined]  # untyped
    """Filters of records; an address that means nothing shows nothing, and says so.

    Choices that are records are those of the authority, the trash aside.
    """

    def __init__(self, data: Any, rows: QuerySet[Any], *, authority: Authority) -> None:
        super().__init__(data, queryset=rows)
        for each in self.filters.values():
            model = getattr(each.extra.get("queryset"), "model", None)
            if model is not None and is_owned(model):
                each.queryset = living(model, authority)

    @property
    def active(self) -> bool:
        """Whether anything is narrowed."""
        return any(self.data.get(name) for name in self.form.fields)

    def found(self) -> QuerySet[Any]:
        """The rows that pass; none when a value is not understood."""
        found: QuerySet[Any] = self.qs if self.is_valid() else self.queryset.none()
        return found


def filter_of(model: type[AuthorityScoped], *fields: str, **named: str) -> type[RecordFilter]:
    """The filters of a list by fields that have choices, some under another name in addresses."""
    wanted = {**{name: name for name in fields}, **named}
    of = {name: model._meta.get_field(field) for name, field in wanted.items()}
    made: Any = {n: one_of(f.name, capfirst(f.verbose_name), f.choices) for n, f in of.items()}  # type: ignore[union-attr]
    made["Meta"] = type("Meta", (), {"model": model, "fields": ()})
    return type(f"{model.__name__}Filter", (RecordFilter,), made)
