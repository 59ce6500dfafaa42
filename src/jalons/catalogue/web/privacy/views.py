"""The personal data of a dataset: its sheet, its files, the columns to decide, small groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.privacy import actions, queries
from jalons.catalogue.web.privacy.models import PersonalColumn, ProcessingSheet
from jalons.catalogue.web.privacy.register import DeclareForm, columns, decision, seen, sheets
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.register.pages import allows, facts, url_of
from jalons.foundation.register.views import form_or_record
from jalons.foundation.tasks.views import follow
from jalons.kernel.tables import package_table


class CountForm(forms.Form):
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), widget=forms.CheckboxSelectMultiple
    )
    k = forms.IntegerField(label=gettext_lazy("A group is small below"), min_value=2, max_value=100)


def _dataset(authority: Authority, pk: UUID) -> Dataset:
    return or_404(living(Dataset, authority).select_related("authority").filter(pk=pk).first())


@require_GET
@within_authority(Role.READER)
def dataset(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What is known of the personal data of a dataset, and what remains to decide."""
    found = _dataset(authority, pk)
    sheet, title = queries.sheet_of(found), _("Columns that look personal")
    labels = (_("Column"), _("What it looks like"), _("Seen"), _("Decision"))
    rows = queries.columns(authority).filter(distribution__dataset=found)
    lines = [(Cell(str(each), url=url_of(columns, each)), each.get_kind_display(), seen(each),
              decision(each)) for each in rows if each.is_open or each.covers]  # fmt: skip
    context = {
        "dataset": found,
        "reasons": list(queries.reasons(found)),
        "sheet": sheet and facts(sheets, sheet),
        "files": [(each, scan := queries.scan_of(each), map(_words, scan.counts if scan else ()))
                  for each in queries.files(authority, dataset=found)],
        "columns": lines and Table(title, tuple(map(Column, labels)), tuple(lines)),
        "may_write": allows(request, sheets.write),
    }  # fmt: skip
    return render(request, "catalogue/privacy/dataset.html", context)


def _words(found: Mapping[str, Any]) -> str:
    """The result of a count, in a sentence that shows no group."""
    shown = {name: number_words(found[name]) for name in ("rows", "smallest", "small_rows")}
    key = "some" if found["small_rows"] else "none" if found["rows"] else "empty"
    return say(f"personal.small_{key}", lang(), **{**found, **shown})


@within_authority(Role.CONTRIBUTOR)
def fill(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = _dataset(authority, pk)

    def read() -> ProcessingSheet:
        return queries.sheet_of(found) or ProcessingSheet(authority=authority, dataset=found)

    return form_or_record(sheets, request, read, (str(found), _("Sheet")))


@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def declare(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A personal column that was not found."""
    trail = (_("Declare a column"),)
    return form_or_record(columns, request, lambda: PersonalColumn(authority=authority), trail,
                          form_of=DeclareForm)  # fmt: skip


@require_POST
@within_authority(Role.CONTRIBUTOR)
def rescan(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    file = or_404(queries.files(authority, pk=pk).first())
    return follow(actions.start(actions.SCAN, file, request.user))


@within_authority(Role.CONTRIBUTOR)
def count(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    file = or_404(queries.files(authority, pk=pk).first())
    scan = queries.scan_of(file)
    if scan is None or not scan.headings:
        return redirect("personal_dataset", authority.slug, file.dataset_id)
    least = package_table("jalons.catalogue", "personal")["small_count"]
    form = CountForm(request.POST or None, initial={"k": least})
    form.fields["columns"].choices = [(each, each) for each in scan.headings]  # type: ignore[attr-defined]
    if form.is_valid():
        return follow(actions.start(actions.COUNT, file, request.user, **form.cleaned_data))
    context = {"form": form, "file": file, "dataset": file.dataset}
    status = 422 if form.is_bound else 200
    return render(request, "catalogue/privacy/count.html", context, status=status)


def of_column(_request: HttpRequest, found: PersonalColumn) -> Mapping[str, Any]:
    """What the page of a column adds; it is decided, never deleted."""
    file = found.distribution
    looks = (_("What it looks like"), found.get_kind_display())
    stated = [(_("Dataset"), str(file.dataset)), (_("File"), str(file)), looks]
    stated.append((_("Seen"), seen(found)))
    return {"facts": [*stated, *facts(columns, found)], "may_delete": False,
            "decided": decision(found)}  # fmt: skip
