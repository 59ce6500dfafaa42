"""The pages of a file: upload, preview, correct, import, outcome, undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.tasks.views import follow
from jalons.twin.web.connection.roles import may
from jalons.twin.web.ingest import refusal_words
from jalons.twin.web.ingest.plan_forms import PlanForm, column_errors, offered_plan
from jalons.twin.web.ingest.sources import queries as sources

from . import actions, queries
from . import uploaded_files as files
from .forms import DropForm, HeadingsForm, most_megabytes
from .preview import preview
from .uploaded_files import UploadedFile

UNPROCESSABLE = 422
SAMPLES = 3


def file_or_404(authority: Authority, key: str) -> UploadedFile:
    return or_404(files.file_of(authority, key))


@heavy
@within_authority(Role.CONTRIBUTOR)
def file_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Upload a file; ``?source`` reuses the plan of the last file."""
    source = sources.source_line(authority, request.GET.get("source", ""))
    form = DropForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(
                "twin_file", authority.slug, _uploaded(request, authority, form, source)
            )
        except Problem as problem:
            form.add_error("file", refusal_words.sentence(problem))
        except AccountsError as error:
            form.add_error("file", str(error))
    context = {"form": form, "source": source, "most": most_megabytes()}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "twin/ingest/file_new.html", context, status=status)


def _uploaded(
    request: HttpRequest, authority: Authority, form: DropForm, source: sources.SourceLine | None
) -> str:
    file = form.cleaned_data["file"]
    plan = source.plan if source is not None and source.way == "file" else None
    upload = actions.upload_file(
        authority=authority, user=request.user, name=file.name, file=file, plan=plan
    )
    if plan is not None and source is not None:
        upload = files.save(authority, replace(upload, source=source.key))
        if gone := [each for each in plan.needed if each not in upload.names]:
            message = _("The file before had these columns, this one has not: %(names)s.")
            messages.warning(request, message % {"names": ", ".join(gone[:10])})
    return upload.key


@heavy
@within_authority(Role.READER)
def file(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    upload = file_or_404(authority, key)
    if upload.state == "read":
        form = _form(authority, upload, request.GET.get("colonnes", ""))
        return _preview(request, authority, upload, form)
    job = queries.job_of(authority, upload)
    context = {
        "upload": upload,
        "job": job,
        "going": job is not None and job.is_active,
        "types": queries.type_page(authority, upload),
        "left": max(0, upload.made - upload.erased),
        "may_bring": may(request, Role.CONTRIBUTOR),
        "refusals": queries.refusals(authority, upload),
    }
    return render(request, "twin/ingest/file_done.html", context)


def _form(authority: Authority, upload: UploadedFile, page: str, data: Any = None) -> PlanForm:
    rows = files.sample(authority, upload)
    columns = [
        (name, ", ".join(_few(row.cells.get(name, "") for row in rows))) for name in upload.names
    ]
    number = int(page) if page.isdecimal() and len(page) < 4 else 1
    return PlanForm(data, plan=upload.plan, columns=columns, page=number)


def _few(values: Iterable[str]) -> list[str]:
    return [each[:40] for each in islice(dict.fromkeys(filter(None, values)), SAMPLES)]


def _preview(
    request: HttpRequest,
    authority: Authority,
    upload: UploadedFile,
    form: PlanForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "upload": upload,
        "form": form,
        "seen": preview(authority, upload),
        "headings": HeadingsForm(upload=upload),
        "may_bring": may(request, Role.CONTRIBUTOR),
        "may_edit": may(request, Role.LEAD),
        "pages": range(1, form.pages + 1) if form.pages > 1 else (),
        "errors": column_errors(form),
    }
    return render(request, "twin/ingest/file.html", context, status=status)


@heavy
@within_authority(Role.CONTRIBUTOR)
@require_POST
def file_plan(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Store the corrected plan, then preview, propose, swap the coordinates, or import."""
    upload = _to_correct(authority, key)
    page = request.POST.get("page") or request.POST.get("colonnes", "")
    form = _form(authority, upload, page, request.POST)
    if not form.is_valid():
        return _preview(request, authority, upload, form, UNPROCESSABLE)
    plan, step = form.written(), request.POST.get("do", "look")
    if step == "swap":
        plan = replace(plan, east=plan.north, north=plan.east)
    if step == "propose":
        plan = offered_plan(plan, _values(authority, upload))
    upload = actions.correct(authority=authority, upload=upload, plan=plan)
    if step != "take":
        address = reverse("twin_file", args=(authority.slug, key))
        return redirect(f"{address}?colonnes={page}" if page.isdecimal() else address)
    return _started(request, authority, upload)


def _values(authority: Authority, upload: UploadedFile) -> list[tuple[str, list[str]]]:
    rows = files.sample(authority, upload)
    return [
        (name, [row.cells[name] for row in rows if row.cells.get(name)]) for name in upload.names
    ]


def _started(request: HttpRequest, authority: Authority, upload: UploadedFile) -> HttpResponse:
    if upload.state != "running" and not preview(authority, upload).ready:
        return redirect("twin_file", authority.slug, upload.key)
    job = queries.job_of(authority, upload)
    if upload.state == "running" and job is not None and job.is_active:
        return follow(job)
    return follow(actions.start_import(authority=authority, user=request.user, upload=upload))


def _to_correct(authority: Authority, key: str) -> UploadedFile:
    """A file not imported yet, or 404."""
    upload = file_or_404(authority, key)
    if upload.state != "read":
        raise Http404
    return upload


@heavy
@within_authority(Role.CONTRIBUTOR)
@require_POST
def file_headings(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    upload = _to_correct(authority, key)
    form = HeadingsForm(request.POST, upload=upload)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            actions.read_again(
                authority=authority,
                upload=upload,
                sheet=cleaned.get("sheet") or upload.plan.sheet,
                header=cleaned["header"],
            )
        except Problem as problem:
            messages.error(request, refusal_words.sentence(problem))
    else:
        messages.error(request, _("Give the number of the line that holds the headings."))
    return redirect("twin_file", authority.slug, key)


@heavy
@within_authority(Role.CONTRIBUTOR)
@require_POST
def file_take(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    upload = file_or_404(authority, key)
    if upload.state not in ("read", "running"):
        return redirect("twin_file", authority.slug, key)
    return _started(request, authority, upload)


@within_authority(Role.CONTRIBUTOR)
def file_undo(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    upload = file_or_404(authority, key)
    if upload.state != "done":
        return redirect("twin_file", authority.slug, key)
    if request.method == "POST":
        return follow(actions.start_undo(authority=authority, user=request.user, upload=upload))
    return render(request, "twin/ingest/file_undo.html", {"upload": upload})


@within_authority(Role.CONTRIBUTOR)
@require_POST
def file_forget(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Erase a file; the entities it made stay."""
    upload = file_or_404(authority, key)
    job = queries.job_of(authority, upload)
    if job is not None and job.is_active:
        messages.error(request, _("This file is being imported: wait until it ends, or stop it."))
        return redirect("twin_file", authority.slug, key)
    actions.forget(authority=authority, user=request.user, upload=upload)
    message = _("“%(name)s” is forgotten; what it brought to the twin stays.")
    messages.success(request, message % {"name": upload.name})
    return redirect("twin_data", authority.slug)


@within_authority(Role.CONTRIBUTOR)
def file_refused(_request: HttpRequest, authority: Authority, key: str) -> HttpResponseBase:
    """The refused rows as they came, each with what is wrong, to correct and upload again."""
    upload = file_or_404(authority, key)
    name = files.stored(authority, upload.key, "refused")
    if not default_storage.exists(name):
        raise Http404
    stem = upload.name.rpartition(".")[0] or upload.name
    return FileResponse(
        default_storage.open(name), as_attachment=True, filename=f"refus-{stem}.csv",
        content_type="text/csv",
    )  # fmt: skip
