"""What a list shows: its columns, what is searched, filtered and changed together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words, lang, moment_words
from jalons.foundation.listing.filters import RecordFilter
from jalons.wording import format_number

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is no plain field: ``value`` gives a cell, a text or a number of a record.

    ``sort`` is the field of the rows it sorts by, empty when it does not.
    """

    label: str | Promise
    value: Callable[[Any], Cell | str | float | None]
    sort: str = ""
    numeric: bool = False

    def of(self, record: Any) -> Cell | str:
        """Its cell for a record."""
        value = self.value(record)
        return value if isinstance(value, Cell) else _text(value)

    def plain(self, record: Any) -> Any:
        """The same for a file: a number, or a text."""
        value = self.value(record)
        return (value.text or value.mark) if isinstance(value, Cell) else value


class List:
    """The list of a register: ``columns`` are names of fields or ``Column``; the first is a link.

    ``search`` names the fields whose words are searched, ``bulk`` those that several records take
    at once, ``sort`` the order at first (a name of a column, ``-`` for the last first);
    ``headline`` says in a sentence what all the rows come to; ``file`` gives the columns of a file
    when it says more than the page.
    """

    def __init__(  # noqa: PLR0913  (each one a fact of the list, all named)
        self,
        *columns: str | Column,
        search: tuple[str, ...] = (),
        filter: type[RecordFilter] | None = None,  # noqa: A002  the word of the field
        sort: str = "",
        bulk: tuple[str, ...] = (),
        headline: Callable[[models.QuerySet[Any]], str] | None = None,
        per_page: int = PER_PAGE,
        file: tuple[str | Column, ...] = (),
    ) -> None:
        self.columns, self.search, self.filter = columns, search, filter
        self.sort, self.bulk, self.per_page = sort, bulk, per_page
        self.headline, self.file = headline, file or columns

    def columns_of(self, model: type[models.Model]) -> list[Column]:
        """The columns, those of plain fields made of the model."""
        return _columns(model, self.columns)

    def file_columns(self, model: type[models.Model]) -> list[Column]:
        """The columns of a file of the same rows."""
        return _columns(model, self.file)


def _columns(model: type[models.Model], found: tuple[str | Column, ...]) -> list[Column]:
    return [each if isinstance(each, Column) else column(model, each) for each in found]


def column(model: type[models.Model], name: str) -> Column:
    """The column of a field: its label, its value in words."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101  a list shows fields of the model
    numeric = isinstance(field, models.IntegerField | models.FloatField | models.DecimalField)
    linked = isinstance(field, models.ForeignKey)
    return Column(
        str(capfirst(field.verbose_name)),
        lambda record: field_words(record, field),
        sort="" if linked else name,
        numeric=numeric and not field.choices and not _is_year(field),
    )


def _is_year(field: models.Field[Any, Any]) -> bool:
    """Whether a whole number is a year: it has no thousands to set apart."""
    name = field.name
    return name == "year" or (name.endswith("_year") and not name.endswith("per_year"))


def field_words(record: Any, field: models.Field[Any, Any]) -> str | float | None:
    """The value of a field as people read it; numbers stay numbers."""
    value = getattr(record, field.name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, date):
        return moment_words(value) if isinstance(value, datetime) else day_words(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and _is_year(field):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return float(value) if isinstance(value, Decimal) else value
    return "" if value is None else str(value)


def _text(value: str | float | None) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else format_number(value, lang())
