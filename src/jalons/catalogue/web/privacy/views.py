"""The personal data of a dataset: its sheet, its files, the columns to decide, small groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.privacy import actions, queries
from jalons.catalogue.web.privacy.models import PersonalColumn, ProcessingSheet, SmallCount
from jalons.catalogue.web.privacy.register import columns, decision, seen, sheets
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import number_words
from jalons.foundation.register.pages import allows, facts, url_of
from jalons.foundation.register.views import form_or_record
from jalons.foundation.tasks.views import follow

MOST = 100  # rows in a group that is still called small


class CountForm(forms.Form):
    """The columns whose values, together, could name somebody; the size of a small group."""

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple
    )
    k = forms.IntegerField(
        label=gettext_lazy("A group is small below"), min_value=2, max_value=MOST
    )

    def __init__(self, data: Any, headings: list[str]) -> None:
        super().__init__(data, initial={"k": queries.smallest_group()})
        self.fields["columns"].choices = [(each, each) for each in headings]  # type: ignore[attr-defined]


def _dataset(authority: Authority, pk: UUID) -> Dataset:
    return or_404(living(Dataset, authority).select_related("authority").filter(pk=pk).first())


def _file(authority: Authority, pk: UUID) -> Distribution:
    rows = living(Distribution, authority).select_related("scan", "dataset", "authority")
    return or_404(rows.filter(pk=pk, dataset__deleted_at=None).exclude(file="").first())


@require_GET
@within_authority(Role.READER)
def dataset(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What is known of the personal data of a dataset, and what remains to decide."""
    found = _dataset(authority, pk)
    sheet, listed = queries.sheet_of(found), queries.files(found)
    rows = queries.columns(authority).filter(distribution__dataset=found)
    context = {
        "dataset": found,
        "blockers": queries.blockers(found),
        "sheet": facts(sheets, sheet) if sheet else None,
        "files": [(each, queries.scan_of(each), list(map(_count_words, queries.counts_of(each))))
                  for each in listed],
        "columns": _table([each for each in rows if each.is_open or each.covers]),
        "may_write": allows(request, sheets.write),
    }  # fmt: skip
    return render(request, "catalogue/privacy/dataset.html", context)


def _table(rows: list[PersonalColumn]) -> Table | None:
    labels = (_("Column"), _("What it looks like"), _("Seen"), _("Decision"))
    lines = tuple(
        (Cell(str(each), url=url_of(columns, each)), each.get_kind_display(), seen(each),
         decision(each))
        for each in rows
    )  # fmt: skip
    return (
        Table(_("Columns that look personal"), tuple(map(Column, labels)), lines) if rows else None
    )


def _count_words(found: SmallCount) -> str:
    """The result of a count, in a sentence that shows no group."""
    names = ", ".join(found.columns)
    if not found.rows:
        return _("%(names)s: the file has no row.") % {"names": names}
    values = {
        "names": names, "k": found.k, "smallest": number_words(found.smallest),
        "count": number_words(found.small_rows), "rows": number_words(found.rows),
    }  # fmt: skip
    if not found.small_groups:
        return _("%(names)s: the smallest group has %(smallest)s rows, none has fewer than"
                 " %(k)s.") % values  # fmt: skip
    text = ngettext("%(names)s: the smallest group has %(smallest)s row; %(count)s of %(rows)s"
                    " rows are in groups of fewer than %(k)s.",
                    "%(names)s: the smallest group has %(smallest)s rows; %(count)s of %(rows)s"
                    " rows are in groups of fewer than %(k)s.", found.smallest)  # fmt: skip
    return text % values


@within_authority(Role.CONTRIBUTOR)
def fill(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The sheet of a dataset, written or changed."""
    found = _dataset(authority, pk)

    def read() -> ProcessingSheet:
        return queries.sheet_of(found) or ProcessingSheet(authority=authority, dataset=found)

    return form_or_record(sheets, request, read, (str(found), _("Sheet")))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def rescan(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Look again for personal data in a file."""
    return follow(actions.scan(_file(authority, pk), request.user))


@within_authority(Role.CONTRIBUTOR)
def count(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Count the small groups of some columns of a file."""
    found = _file(authority, pk)
    scan = queries.scan_of(found)
    if scan is None or not scan.headings:
        return redirect("personal_dataset", authority.slug, found.dataset_id)
    form = CountForm(request.POST if request.method == "POST" else None, scan.headings)
    if form.is_valid():
        wanted, k = form.cleaned_data["columns"], form.cleaned_data["k"]
        return follow(actions.count(found, wanted, k, request.user))
    status = 422 if form.is_bound else 200
    context = {"form": form, "file": found, "dataset": found.dataset}
    return render(request, "catalogue/privacy/count.html", context, status=status)


def of_column(_request: HttpRequest, found: PersonalColumn) -> Mapping[str, Any]:
    """What the page of a column adds; it is decided, never deleted."""
    stated = [(_("Dataset"), str(found.distribution.dataset)), (_("File"), str(found.distribution)),
              (_("What it looks like"), found.get_kind_display()), (_("Seen"), seen(found)),
              *facts(columns, found)]  # fmt: skip
    return {"facts": stated, "may_delete": False, "decided": decision(found)}
