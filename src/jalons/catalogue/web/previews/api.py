"""The rows of datasets for machines."""

from __future__ import annotations

from itertools import chain, islice
from typing import Annotated
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from jalons.catalogue.engine.statistics.values import TableStatistics
from jalons.catalogue.store.previews import PreviewTable, Selection, Value
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.previews import queries
from jalons.catalogue.web.scopes import READ, endpoints
from jalons.foundation.accounts.scoping import living
from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import MOST_PER_PAGE, Record
from jalons.foundation.design.lookups import or_404
from jalons.tabular.files.writing import MARK, csv_lines


class TableQuery(Record, frozen=True, kw_only=True):
    """Which table of a dataset: its file (the first by default), its number from 1."""

    file: str = ""
    table: int = 1


class RowsQuery(TableQuery, frozen=True, kw_only=True):
    """Which rows: with the words ``q``, whose ``column`` is ``value``; ``sort``: ``-`` descends."""

    q: str = ""
    column: str = ""
    value: str = ""
    sort: str = ""
    limit: Annotated[int, Meta(ge=0, le=MOST_PER_PAGE)] = 50
    offset: Annotated[int, Meta(ge=0, le=10**12)] = 0


class RowsRecord(Record, frozen=True, kw_only=True):
    """Rows of a table in the order of its columns; ``total`` counts all those selected."""

    columns: list[str]
    rows: list[list[Value]]
    total: int


def answer(dataset: Dataset, query: RowsQuery) -> RowsRecord:
    """The rows a query asks for."""
    table = queries.table_of(dataset, query.file, query.table)
    selection = queries.named(table, query.q, query.column, query.value, query.sort)
    rows = table.rows(selection, query.limit, query.offset, typed=True)
    names = [each.name for each in table.about.columns]
    return RowsRecord(columns=names, rows=[*map(list, rows)], total=table.count(selection))


def csv_answer(table: PreviewTable, selection: Selection, name: str) -> StreamingHttpResponse:
    """All the selected rows as a CSV file."""
    rows = table.every(selection)
    first = list(islice(rows, 1))  # what is too long to sort is refused here
    lines = csv_lines(chain([[each.name for each in table.about.columns]], first, rows))
    return StreamingHttpResponse(
        chain([MARK], lines), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )  # fmt: skip


def _dataset(call: AuthorityCall, key: UUID) -> Dataset:
    return or_404(living(Dataset, call.authority).filter(pk=key).first())


@endpoints.get("datasets/<uuid:dataset>/columns", _("Columns of a dataset"), scope=READ)
def dataset_columns(call: AuthorityCall, dataset: UUID, query: TableQuery) -> TableStatistics:
    """The columns of a table with their statistics."""
    return queries.table_of(_dataset(call, dataset), query.file, query.table).about


@endpoints.get("datasets/<uuid:dataset>/rows", _("Rows of a dataset"), scope=READ)
def dataset_rows(call: AuthorityCall, dataset: UUID, query: RowsQuery) -> RowsRecord:
    """The rows of a table, some at a time."""
    return answer(_dataset(call, dataset), query)
