"""The preview of an imported plan, and the export of the roadmap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import whole_number
from jalons.foundation.imports import actions as imports
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.imports.views import SHOWN, file_or_404, start, trail_of
from jalons.foundation.register.pages import UNPROCESSABLE, render
from jalons.strategy.engine.plan_files.plan import PlanColumn
from jalons.strategy.engine.plan_files.plan_writer import plan_csv, plan_workbook
from jalons.strategy.engine.plan_files.vocabulary import inferred_status
from jalons.strategy.web.roadmap.plan_exchange.forms import (
    COLUMNS_SHOWN,
    WORDS_SHOWN,
    ExportForm,
    MappingForm,
    field_text,
    samples_of,
)
from jalons.strategy.web.roadmap.plan_exchange.plan_export import current_plan
from jalons.strategy.web.roadmap.plan_exchange.plan_import import plan_file
from jalons.strategy.web.roadmap.plan_exchange.plan_preview import with_column
from jalons.strategy.web.roadmap.register import sheets

PER_PAGE = 15
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@within_authority(Role.CONTRIBUTOR)
def check(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The columns of a dropped file, and its actions as they will be."""
    file = file_or_404(plan_file, authority, pk)
    if file.applied_at:
        return redirect("roadmap_action_import_done", authority.slug, pk)
    seen = imports.preview(plan_file, file, request.user)
    columns = [PlanColumn(**each) for each in seen["columns"]]
    place = _number(request, "column", len(columns))
    words = list(enumerate(seen["unknown_statuses"]))
    shown = Paginator(words, WORDS_SHOWN).get_page(request.GET.get("words"))
    statuses = file.columns.get("statuses", {})
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        words=list(shown),
        column=columns[place - 1] if place else None,
        initial={
            f"status_{number}": statuses.get(word) or inferred_status(word) or ""
            for number, word in words
        },
    )
    if request.method == "POST" and form.is_valid():
        _decide(file, form, columns)
        if request.POST.get("step") != "apply":
            return redirect(_next(request, file))
        if imports.preview(plan_file, file, request.user) == seen:
            return start(request, file)
        messages.info(request, _("Your choices change the actions below: see them, then import."))
        return redirect(request.path)
    return _show(request, file, form, seen, words=shown, columns=columns)


def _number(request: HttpRequest, name: str, most: int) -> int:
    """A number of the address between 1 and ``most``; 0 when there is none."""
    number = whole_number(request.GET.get(name)) or 0
    return number if number <= most else 0


def _decide(file: ImportFile, form: MappingForm, columns: Sequence[PlanColumn]) -> None:
    decided: dict[str, Any] = {"statuses": form.decided(file.columns.get("statuses", {}))}
    if form.column is not None and (field := form.cleaned_data["column"]):
        decided["columns"] = with_column(columns, form.column.heading, field)
    imports.decide(file, decided)


def _next(request: HttpRequest, file: ImportFile) -> str:
    """Where to go once the decisions of a page are stored: a column to change, other words…"""
    values = {name: request.GET[name] for name in ("words", "columns") if name in request.GET}
    if (column := request.POST.get("change", "")).isdigit():
        values["column"] = column
    step, _equal, number = request.POST.get("step", "").partition("=")
    if step in {"words", "columns"} and number.isdigit():
        values[step] = number
    return reverse("roadmap_action_import_check", args=[file.authority.slug, file.pk], query=values)


def _show(  # noqa: PLR0913  (each one a part of the page)
    request: HttpRequest,
    file: ImportFile,
    form: MappingForm,
    seen: Mapping[str, Any],
    *,
    words: Page[Any],
    columns: Sequence[PlanColumn],
) -> HttpResponse:
    total = len(seen["rows"])
    page = Paginator(seen["rows"], PER_PAGE).get_page(request.GET.get("page"))
    columns_page = Paginator(
        [(place, each.heading, field_text(each), samples_of(each))
         for place, each in enumerate(columns, start=1)],
        COLUMNS_SHOWN,
    ).get_page(request.GET.get("columns"))  # fmt: skip
    return render(
        sheets,
        request,
        "import_check",
        UNPROCESSABLE if form.errors else 200,
        file=file,
        form=form,
        preview=seen,
        outcome=seen,
        refused=seen["refused"][:SHOWN],
        total=total,
        page=page,
        words=words,
        columns=columns_page,
        trail=trail_of(plan_file, file),
    )


@require_GET
@within_authority(Role.READER)
def export(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The columns to choose; with a format in the address, the file."""
    inside: bool = request.role.allows(Role.CONTRIBUTOR)  # type: ignore[attr-defined]
    requested = "format" in request.GET
    form = ExportForm(*([request.GET] if requested else []), with_confidential=inside)
    if requested and form.is_valid():
        plan = current_plan(authority, with_confidential=inside)
        columns = form.cleaned_data["column"]
        if form.cleaned_data["format"] == "csv":
            return _file(plan_csv(plan, columns), "text/csv; charset=utf-8", "csv")
        return _file(plan_workbook(plan, columns), XLSX, "xlsx")
    return render_page(
        request, "strategy/roadmap/export.html", {"form": form}, status=422 if form.errors else 200
    )


def _file(content: bytes, kind: str, extension: str) -> HttpResponse:
    # Not the slug: that of a trial is the secret of its session.
    name = f'attachment; filename="feuille-de-route.{extension}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})
