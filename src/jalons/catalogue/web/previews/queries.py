"""The preview of a file, the job that reads it, what the page of a dataset shows of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.store.previews import PreviewTable, Row, Selection
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.queries import files
from jalons.catalogue.web.previews.models import Preview
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import number_words
from jalons.foundation.design.panels import Panel
from jalons.foundation.tasks.models import Job

KIND = "catalogue.preview"


def previews(authority: Authority) -> QuerySet[Preview]:
    """The previews of the files that are stored now."""
    rows = Preview.objects.of(authority).filter(
        distribution__in=files(authority), sha256=F("distribution__sha256")
    )
    return rows.select_related("distribution__dataset").order_by("distribution__created_at")


def job_of(distribution: Distribution) -> Job | None:
    """The last job that read, or is reading, the present file."""
    jobs = Job.objects.of(distribution.authority).filter(kind=KIND)
    return jobs.filter(
        arguments__distribution=str(distribution.pk), arguments__sha256=distribution.sha256
    ).first()


def table_of(dataset: Dataset, file: str, number: int) -> PreviewTable:
    """A table of a dataset: of the ``file`` of that key, else of the first that was read.

    Raises ``CatalogueError``: ``preview_unread``, ``preview_table``.
    """
    rows = previews(dataset.authority).filter(distribution__dataset=dataset)
    found = next((each for each in rows if file in {"", str(each.distribution.pk)}), None)
    if found is None:
        raise CatalogueError("preview_unread")
    tables = found.tables
    if not 0 < number <= len(tables):
        raise CatalogueError("preview_table", most=len(tables))
    return tables[number - 1]


def named(table: PreviewTable, words: str, column: str, value: str, sort: str) -> Selection:
    """Which rows, by names of columns; ``CatalogueError`` (``column_unknown``) for another name."""
    names = [each.name for each in table.about.columns]

    def rank(name: str) -> int:
        if name and name not in names:
            raise CatalogueError("column_unknown", name=name, known=", ".join(names[:20]))
        return names.index(name) + 1 if name else 0

    order = rank(sort) if sort in names else -rank(sort.removeprefix("-"))
    return Selection(words, rank(column), value, order).within(len(names))


class Rows(Sequence[Row]):
    """The selected rows of a table, read page by page."""

    def __init__(self, table: PreviewTable, selection: Selection) -> None:
        self.table, self.selection = table, selection
        self.total = table.count(selection)

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[Row]:  # type: ignore[override]
        return self.table.rows(self.selection, part.stop - part.start, part.start)


def panel(dataset: Dataset) -> Panel | None:
    """What was read of the files of a dataset."""
    slug, known = dataset.authority.slug, previews(dataset.authority)
    if found := list(known.filter(distribution__dataset=dataset)):
        total = count_words(sum(each.known.rows for each in found))
        facts = [(str(each), count_words(each.known.rows)) for each in found]
        return Panel(
            _("%(rows)s can be read here, without opening the file.") % {"rows": total},
            tuple(facts) if len(facts) > 1 else (),
            reverse("preview", args=[slug, found[0].distribution.pk]), _("See the data"),
        )  # fmt: skip
    if (record := files(dataset.authority, dataset=dataset).first()) is None:
        return None
    url, job = reverse("preview", args=[slug, record.pk]), job_of(record)
    if job is None or job.is_active:
        return Panel(_("The file is being read."), url=url, action=_("See how far it is"),
                     mark=_("in progress"), mark_kind="walk")  # fmt: skip
    return Panel(_("The file could not be read."), url=url, action=_("See why"),
                 mark=_("not read"), mark_kind="late")  # fmt: skip


def count_words(rows: int) -> str:
    """A number of rows in words."""
    return ngettext("%(count)s row", "%(count)s rows", rows) % {"count": number_words(rows)}
