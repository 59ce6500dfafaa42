"""The pages of a file: drop, look, correct, take in, read what came of it, undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

from django.contrib import messages
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
from jalons.foundation.tasks.actions import wait
from jalons.foundation.tasks.models import Job
from jalons.twin.web.connection.roles import may
from jalons.twin.web.ingest import refusal_words
from jalons.twin.web.ingest.plan_forms import PlanForm, column_errors, offered
from jalons.twin.web.ingest.sources import queries as sources

from . import actions, queries
from . import uploaded_files as files
from .forms import DropForm, HeadingsForm, most_megabytes
from .preview import preview
from .uploaded_files import Brought

PATIENCE = 2.0
UNPROCESSABLE = 422
SAMPLES = 3


def follow(job: Job) -> HttpResponse:
    """Where the job ends when it is short, its own page otherwise."""
    done = wait(job=job, seconds=PATIENCE)
    if done.state == Job.State.DONE and done.result_url:
        return redirect(done.result_url)
    return redirect("job", done.authority.slug, done.pk)


def find(authority: Authority, key: str) -> Brought:
    """The file of a key, or 404."""
    brought = files.found(authority, key)
    if brought is None:
        raise Http404
    return brought


@heavy
@within_authority(Role.CONTRIBUTOR)
def file_new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Drop a file; ``?source`` takes the plan of the file before."""
    source = sources.source_line(authority, request.GET.get("source", ""))
    form = DropForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("twin_file", authority.slug, _brought(request, authority, form, source))
        except Problem as problem:
            form.add_error("file", refusal_words.sentence(problem))
        except AccountsError as error:
            form.add_error("file", str(error))
    context = {"form": form, "source": source, "most": most_megabytes()}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "twin/ingest/file_new.html", context, status=status)


def _brought(
    request: HttpRequest, authority: Authority, form: DropForm, source: sources.SourceLine | None
) -> str:
    file = form.cleaned_data["file"]
    plan = source.plan if source is not None and source.way == "file" else None
    brought = actions.bring(
        authority=authority, user=request.user, name=file.name, file=file, plan=plan
    )
    if plan is not None and source is not None:
        brought = files.keep(authority, replace(brought, source=source.key))
        if gone := [each for each in plan.needed if each not in brought.names]:
            told = _("The file before had these columns, this one has not: %(names)s.")
            messages.warning(request, told % {"names": ", ".join(gone[:10])})
    return brought.key


@heavy
@within_authority(Role.READER)
def file(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """A file: what it would become, or what came of it."""
    brought = find(authority, key)
    if brought.state == "read":
        form = _form(authority, brought, request.GET)
        return _preview(request, authority, brought, form)
    job = queries.job_of(authority, brought)
    context = {
        "brought": brought,
        "job": job,
        "going": job is not None and job.is_active,
        "types": queries.type_page(authority, brought),
        "left": max(0, brought.made - brought.erased),
        "may_bring": may(request, Role.CONTRIBUTOR),
        "refusals": queries.refusals(authority, brought),
    }
    return render(request, "twin/ingest/file_done.html", context)


def _form(authority: Authority, brought: Brought, asked: Any, data: Any = None) -> PlanForm:
    rows = files.sample(authority, brought)
    columns = [
        (name, ", ".join(_few(row.cells.get(name, "") for row in rows))) for name in brought.names
    ]
    text = str(asked.get("colonnes", ""))
    page = int(text) if text.isdecimal() and len(text) < 4 else 1
    return PlanForm(data, plan=brought.plan, columns=columns, page=page)


def _few(values: Iterable[str]) -> list[str]:
    return [each[:40] for each in islice(dict.fromkeys(filter(None, values)), SAMPLES)]


def _preview(
    request: HttpRequest, authority: Authority, brought: Brought, form: PlanForm, status: int = 200
) -> HttpResponse:
    context = {
        "brought": brought,
        "form": form,
        "seen": preview(authority, brought),
        "headings": HeadingsForm(brought=brought),
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
    """Keep what was corrected, then look again, propose, swap the places, or take the file in."""
    brought = _to_correct(authority, key)
    form = _form(authority, brought, request.POST, request.POST)
    if not form.is_valid():
        return _preview(request, authority, brought, form, UNPROCESSABLE)
    plan, asked = form.written(), request.POST.get("do", "look")
    if asked == "swap":
        plan = replace(plan, east=plan.north, north=plan.east)
    if asked == "propose":
        plan = offered(plan, _values(authority, brought))
    brought = actions.correct(authority=authority, brought=brought, plan=plan)
    if asked != "take":
        address = reverse("twin_file", args=(authority.slug, key))
        page = request.POST.get("colonnes", "")
        return redirect(f"{address}?colonnes={page}" if page.isdecimal() else address)
    return _started(request, authority, brought)


def _values(authority: Authority, brought: Brought) -> list[tuple[str, list[str]]]:
    rows = files.sample(authority, brought)
    return [
        (name, [row.cells[name] for row in rows if row.cells.get(name)]) for name in brought.names
    ]


def _started(request: HttpRequest, authority: Authority, brought: Brought) -> HttpResponse:
    if brought.state != "running" and not preview(authority, brought).ready:
        return redirect("twin_file", authority.slug, brought.key)
    job = queries.job_of(authority, brought)
    if brought.state == "running" and job is not None and job.is_active:
        return follow(job)
    return follow(actions.start_taking(authority=authority, user=request.user, brought=brought))


def _to_correct(authority: Authority, key: str) -> Brought:
    """A file nobody takes in yet, or 404."""
    brought = find(authority, key)
    if brought.state != "read":
        raise Http404
    return brought


@heavy
@within_authority(Role.CONTRIBUTOR)
@require_POST
def file_headings(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Read the file again from another sheet or line of headings."""
    brought = _to_correct(authority, key)
    form = HeadingsForm(request.POST, brought=brought)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.read_again(
                authority=authority,
                brought=brought,
                sheet=told.get("sheet") or brought.plan.sheet,
                header=told["header"],
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
    """Take a file in, as it is planned; one that was cut goes on."""
    brought = find(authority, key)
    if brought.state not in ("read", "running"):
        return redirect("twin_file", authority.slug, key)
    return _started(request, authority, brought)


@within_authority(Role.CONTRIBUTOR)
def file_undo(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Undo what a file did; the page before says what cannot be undone."""
    brought = find(authority, key)
    if brought.state != "done":
        return redirect("twin_file", authority.slug, key)
    if request.method == "POST":
        return follow(
            actions.start_undoing(authority=authority, user=request.user, brought=brought)
        )
    return render(request, "twin/ingest/file_undo.html", {"brought": brought})


@within_authority(Role.CONTRIBUTOR)
@require_POST
def file_forget(request: HttpRequest, authority: Authority, key: str) -> HttpResponse:
    """Forget a file; what it brought stays."""
    brought = find(authority, key)
    job = queries.job_of(authority, brought)
    if job is not None and job.is_active:
        messages.error(request, _("This file is being taken in: wait for its end, or stop it."))
        return redirect("twin_file", authority.slug, key)
    actions.forget(authority=authority, user=request.user, brought=brought)
    told = _("“%(name)s” is forgotten; what it brought to the twin stays.")
    messages.success(request, told % {"name": brought.name})
    return redirect("twin_data", authority.slug)


@within_authority(Role.CONTRIBUTOR)
def file_refused(_request: HttpRequest, authority: Authority, key: str) -> HttpResponseBase:
    """The refused rows as they came, each with what is wrong, to mend and bring again."""
    brought = find(authority, key)
    path = files.path(authority, brought, "refused")
    if not path.exists():
        raise Http404
    stem = brought.name.rpartition(".")[0] or brought.name
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"refus-{stem}.csv", content_type="text/csv"
    )
