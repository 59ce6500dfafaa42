"""A plan brought from a file, seen before it is written; and the roadmap taken to a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import error_words
from jalons.foundation.tasks.actions import start_job, wait
from jalons.foundation.tasks.models import Job
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.plan_reading.words import inferred_status
from jalons.strategy.engine.plan_writing import plan_csv, plan_workbook
from jalons.strategy.web.roadmap import importing, previewing
from jalons.strategy.web.roadmap.exchange_forms import (
    COLUMNS_SHOWN,
    WORDS_SHOWN,
    ExportForm,
    MappingForm,
    PlanFileForm,
    holds,
    samples_of,
)
from jalons.strategy.web.roadmap.exporting import current_plan
from jalons.strategy.web.roadmap.models import PlanImport
from jalons.strategy.web.roadmap.previewing import Preview, with_column

PATIENCE = 2.0  # seconds a page waits for a job before showing its progress
PER_PAGE = 15
RECENT = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@heavy
@within_authority(Role.CONTRIBUTOR)
def drop(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A file to bring, and the imports of before."""
    sent = request.method == "POST"
    form = PlanFileForm(request.POST if sent else None, request.FILES if sent else None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = importing.drop(
                authority=authority, user=request.user, name=file.name, content=file.read()
            )
        except StrategyError as error:
            form.add_error("file", error_words(error))
        except AccountsError as error:
            form.add_error("file", str(error))
        else:
            return redirect("roadmap_import_check", authority.slug, kept.pk)
    recent = (
        PlanImport.objects.of(authority)
        .exclude(applied_at=None)
        .defer("content", "outcome", "preview")
    )
    return render(
        request,
        "strategy/roadmap/import.html",
        {"form": form, "recent": recent[:RECENT]},
        status=422 if form.errors else 200,
    )


def _kept_or_404(authority: Authority, pk: UUID) -> PlanImport:
    held = PlanImport.objects.of(authority).select_related("authority")
    found = held.defer("content", "outcome").filter(pk=pk).first()  # heavy, and seldom read
    if found is None:
        raise Http404
    return found


@heavy
@within_authority(Role.CONTRIBUTOR)
def check(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The columns of a dropped file, and its actions as they will be."""
    kept = _kept_or_404(authority, pk)
    if kept.applied_at:
        return redirect("roadmap_import_done", authority.slug, kept.pk)
    preview = previewing.preview_of(kept)
    place = _number(request, "column", len(preview.columns))
    words = list(enumerate(preview.unknown_statuses))
    shown = Paginator(words, WORDS_SHOWN).get_page(request.GET.get("words"))
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        words=list(shown),
        column=preview.columns[place - 1] if place else None,
        initial={
            f"status_{number}": kept.statuses.get(word) or inferred_status(word) or ""
            for number, word in words
        },
    )
    if request.method == "POST" and form.is_valid():
        _decide(kept, form, preview)
        if request.POST.get("step") == "apply":
            return _start(request, kept)
        return redirect(_next(request, kept))
    return _show(request, kept, form, preview, shown)


def _number(request: HttpRequest, name: str, most: int) -> int:
    """A number of the address between 1 and ``most``; 0 when there is none."""
    told = request.GET.get(name, "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0
    return number if number <= most else 0


def _decide(kept: PlanImport, form: MappingForm, preview: Preview) -> None:
    kept.statuses = form.decided(kept.statuses)
    if form.column is not None and (field := form.cleaned_data["column"]):
        kept.columns = with_column(preview.columns, form.column.heading, field)
    kept.save(update_fields=["columns", "statuses"])


def _next(request: HttpRequest, kept: PlanImport) -> str:
    """Where to go once the decisions of a page are kept: a column to change, other words…"""
    values = {name: request.GET[name] for name in ("words", "columns") if name in request.GET}
    if (column := request.POST.get("change", "")).isdigit():
        values["column"] = column
    step, _equal, number = request.POST.get("step", "").partition("=")
    if step in {"words", "columns"} and number.isdigit():
        values[step] = number
    return reverse("roadmap_import_check", args=[kept.authority.slug, kept.pk], query=values)


def _start(request: HttpRequest, kept: PlanImport) -> HttpResponse:
    authority = kept.authority
    job = start_job(
        authority=authority,
        kind="strategy.import_plan",
        label=_("Import of %(name)s") % {"name": kept.name},
        user=request.user if request.user.is_authenticated else None,
        arguments={
            "authority": authority.pk,
            "plan_import": str(kept.pk),
            "user": request.user.pk if request.user.is_authenticated else None,
        },
        back_url=reverse("roadmap_import_check", args=[authority.slug, kept.pk]),
    )
    done = wait(job=job, seconds=PATIENCE)
    if done.state == Job.State.DONE and done.result_url:
        return redirect(done.result_url)
    return redirect("job", authority.slug, done.pk)


def _show(
    request: HttpRequest, kept: PlanImport, form: MappingForm, preview: Preview, words: Page[Any]
) -> HttpResponse:
    total = len(preview.rows)
    page = Paginator(range(total), PER_PAGE).get_page(request.GET.get("page"))
    columns = Paginator(
        [(place, each.heading, holds(each), samples_of(each))
         for place, each in enumerate(preview.columns, start=1)],
        COLUMNS_SHOWN,
    ).get_page(request.GET.get("columns"))  # fmt: skip
    return render(
        request,
        "strategy/roadmap/import_check.html",
        {
            "kept": kept,
            "form": form,
            "preview": preview,
            "total": total,
            "page": page,
            "rows": preview.page(page.start_index() - 1, page.end_index()) if total else [],
            "words": words,
            "columns": columns,
        },
        status=422 if form.errors else 200,
    )


@within_authority(Role.CONTRIBUTOR)
def done(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What an import did, and how to take it back."""
    kept = _kept_or_404(authority, pk)
    if kept.applied_at is None:
        return redirect("roadmap_import_check", authority.slug, kept.pk)
    return render(request, "strategy/roadmap/import_done.html", {"kept": kept})


@require_POST
@within_authority(Role.CONTRIBUTOR)
def take_back(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Undo an import."""
    kept = _kept_or_404(authority, pk)
    if kept.applied_at is None or kept.undone_at:
        messages.info(request, _("There is nothing to undo."))
        return redirect("roadmap_import", authority.slug)
    back, left = importing.undo(kept=kept, user=request.user)
    text = ngettext(
        "The import is undone: %(count)s action is as before.",
        "The import is undone: %(count)s actions are as before.",
        back,
    ) % {"count": back}
    if left:
        text += " " + ngettext(
            "%(count)s was changed since, and is left alone.",
            "%(count)s were changed since, and are left alone.",
            left,
        ) % {"count": left}
    messages.success(request, text)
    return redirect("roadmap", authority.slug)


@require_GET
@within_authority(Role.READER)
def export(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The columns to choose; with a format in the address, the file."""
    inside: bool = request.role.allows(Role.CONTRIBUTOR)  # type: ignore[attr-defined]
    asked = "format" in request.GET
    form = ExportForm(*([request.GET] if asked else []), with_confidential=inside)
    if asked and form.is_valid():
        plan = current_plan(authority, with_confidential=inside)
        columns = form.cleaned_data["column"]
        if form.cleaned_data["format"] == "csv":
            return _file(plan_csv(plan, columns), "text/csv; charset=utf-8", "csv")
        return _file(plan_workbook(plan, columns), XLSX, "xlsx")
    return render(
        request, "strategy/roadmap/export.html", {"form": form}, status=422 if form.errors else 200
    )


def _file(content: bytes, kind: str, extension: str) -> HttpResponse:
    # Not the slug: that of a trial is the secret of its session.
    name = f'attachment; filename="feuille-de-route.{extension}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})
