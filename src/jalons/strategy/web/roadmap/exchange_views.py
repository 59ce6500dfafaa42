"""A plan brought from a file, seen before it is written; and the roadmap taken to a file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.tasks.actions import start_job, wait
from jalons.foundation.tasks.models import Job
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.plan_reading.plan import PlanChoices, ReadPlan
from jalons.strategy.engine.plan_writing import plan_csv, plan_workbook
from jalons.strategy.web.figures import day_words, lang
from jalons.strategy.web.roadmap import importing, wording
from jalons.strategy.web.roadmap.exchange_forms import (
    ExportForm,
    MappingForm,
    PlanFileForm,
    field_label,
)
from jalons.strategy.web.roadmap.exporting import current_plan
from jalons.strategy.web.roadmap.models import PlanImport
from jalons.strategy.web.roadmap.settling import Settled, Settlement, settle
from jalons.strategy.web.roadmap.views import told

PATIENCE = 4.0  # seconds a page waits for a job before showing its progress
PER_PAGE = 15
PROBLEMS = 30
RECENT = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
            form.add_error("file", told(error))
        else:
            return redirect("roadmap_import_check", authority.slug, kept.pk)
    recent = PlanImport.objects.of(authority).exclude(applied_at=None).defer("content", "outcome")
    return render(
        request,
        "strategy/roadmap/import.html",
        {"form": form, "recent": recent[:RECENT]},
        status=422 if form.errors else 200,
    )


def _kept_or_404(authority: Authority, pk: UUID) -> PlanImport:
    found = PlanImport.objects.of(authority).select_related("authority").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@within_authority(Role.CONTRIBUTOR)
def check(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The columns of a dropped file, and its actions as they will be."""
    kept = _kept_or_404(authority, pk)
    if kept.applied_at:
        return redirect("roadmap_import_done", authority.slug, kept.pk)
    plain = importing.read(bytes(kept.content), kept.name, PlanChoices(kept.columns))
    initial = {
        f"status_{place}": kept.statuses.get(word, "")
        for place, word in enumerate(plain.unknown_statuses)
    }
    form = MappingForm(
        *([request.POST] if request.method == "POST" else []), plan=plain, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        kept.columns, kept.statuses = form.decided()
        kept.save(update_fields=["columns", "statuses"])
        if request.POST.get("step") == "apply":
            return _start(request, kept)
        return redirect("roadmap_import_check", authority.slug, kept.pk)
    plan = importing.read(bytes(kept.content), kept.name, importing.choices_of(kept))
    return _preview(request, kept, form, plan)


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


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """An action of the file as it will be, in words."""

    row: int | None
    sheet: str
    kind: str
    number: str
    title: str
    axis: str
    status: str
    days: str
    lead: str
    changes: str
    remarks: tuple[str, ...]


def _preview(
    request: HttpRequest, kept: PlanImport, form: MappingForm, plan: ReadPlan
) -> HttpResponse:
    found = settle(kept.authority, plan)
    remarks: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for each in plan.problems:
        remarks[each.where.sheet, each.where.row].append(each.message(lang()))
    page = Paginator(found.settled, PER_PAGE).get_page(request.GET.get("page"))
    problems = [
        (each.where, each.message(lang()), each.hint(lang())) for each in plan.problems[:PROBLEMS]
    ]
    return render(
        request,
        "strategy/roadmap/import_check.html",
        {
            "kept": kept,
            "form": form,
            "counts": found.counts(),
            "total": len(plan.actions),
            "page": page,
            "rows": [_row(each, found, remarks) for each in page],
            "problems": problems,
            "more_problems": max(0, len(plan.problems) - PROBLEMS),
        },
        status=422 if form.errors else 200,
    )


def _row(
    each: Settled, found: Settlement, remarks: dict[tuple[str, int | None], list[str]]
) -> PreviewRow:
    where = each.told.where
    names = {axis.key: axis.name for axis in found.plan.axes}

    def value(name: str) -> Any:
        return each.moved.get(name, getattr(each.sheet, name))

    changes = [field_label(_FIELDS.get(name, name)) for name in each.moved]
    changes += [str(part._meta.verbose_name) for part in each.made] if not each.new else []
    days = " → ".join(day_words(day) for name in ("start", "end") if (day := value(name)))
    said = list(remarks.get((where.sheet, where.row), ()))
    if each.dates_left:
        said.append(_("Its days would end before they start: they are left as they are."))
    return PreviewRow(
        row=where.row,
        sheet=where.sheet,
        kind=each.kind,
        number=value("number"),
        title=value("title"),
        axis=names.get(each.told.axis, ""),
        status=wording.words("status", value("status")),
        days=days,
        lead=value("lead_name"),
        changes="" if each.new else ", ".join(dict.fromkeys(changes)),
        remarks=tuple(said),
    )


_FIELDS = {"lead_user_id": "lead_user", "linked_plans": "plans"}


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
