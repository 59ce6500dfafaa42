"""One page of a list, from an address: what is searched, filtered, sorted, and which page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design import components
from jalons.foundation.design.components import Cell, Table, as_cell
from jalons.foundation.design.ticks import Ticks
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import RecordFilter
from jalons.tabular.matching import has_words

MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A list for the parameters of an address: its rows, filter, search words and order."""

    rows: QuerySet[Any]
    columns: list[Column]
    filter: RecordFilter | None
    words: str
    sort: str
    per_page: int

    @property
    def is_narrowed(self) -> bool:
        """Whether some records are left out."""
        return bool(self.words or (self.filter and self.filter.active))

    @property
    def is_understood(self) -> bool:
        """Whether every value of the filter means something."""
        return self.filter is None or self.filter.is_valid()

    def page(self, number: str | None) -> Page[Any]:
        """A page of the rows."""
        return Paginator(self.rows, self.per_page).get_page(number)

    def table(
        self, caption: str, rows: Any, url: Callable[[Any], str], ticks: Ticks | None = None
    ) -> Table:
        """Rows as a table whose first cell leads to the record, and is chosen with ``ticks``."""
        columns = tuple(
            components.Column(str(each.label), each.numeric, each.sort) for each in self.columns
        )
        found = tuple(self._row(row, url, ticks) for row in rows)
        return Table(caption, columns, found, sorted_by=self.sort)

    def _row(
        self, record: Any, url: Callable[[Any], str], ticks: Ticks | None
    ) -> tuple[Cell | str, ...]:
        first, *others = (column.of(record) for column in self.columns)
        lead = as_cell(first)
        if not lead.url:
            lead = replace(lead, url=url(record))
        if ticks is not None:
            key = str(record.pk)
            lead = replace(lead, tick=key, ticked=key in ticks.ticked)
        return lead, *others


def listed(
    declared: List, rows: QuerySet[Any], query: QueryDict, *, authority: Authority
) -> Listed:
    """The rows for the parameters of an address."""
    columns = declared.columns_of(rows.model)
    narrowed = None
    if declared.filter is not None:
        narrowed = declared.filter(query, rows, authority=authority)
        rows = narrowed.found()
    words = query.get("q", "").strip()[:MOST_LETTERS] if declared.search else ""
    if words:
        rows = rows.filter(pk__in=matching(rows, declared.search, words))
    sort = _sort(query.get("sort", ""), columns) or declared.sort
    if sort:
        rows = rows.order_by(sort, "pk")
    return Listed(rows, columns, narrowed, words, sort, declared.per_page)


def _sort(wanted: str, columns: list[Column]) -> str:
    return wanted if wanted.lstrip("-") in {each.sort for each in columns if each.sort} else ""


def matching(rows: QuerySet[Any], fields: tuple[str, ...], words: str) -> list[Any]:
    """The keys of the rows with every word, in any order, case and accents aside."""
    found = []
    for key, *texts in rows.order_by().values_list("pk", *fields):
        if has_words(words, " ".join(str(text) for text in texts if text)):
            found.append(key)
    return found
