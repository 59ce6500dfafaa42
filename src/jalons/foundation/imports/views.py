"""The pages of an import: upload, preview, apply, outcome."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words, lang
from jalons.foundation.imports import actions
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.forms import ColumnsForm
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.register.pages import allows, may_undo, render, undone_words
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError

RECENT, SHOWN = 10, 20


def import_urls(
    declared: Import,
    where: str = "importer/",
    check: View | None = None,
    columns: type[ColumnsForm] = ColumnsForm,
) -> list[URLPattern]:
    """The addresses of a list brought into a register, beside those of the register.

    ``check`` replaces the page where the columns are decided, ``columns`` its form only.
    """
    stem, one = f"{declared.register.name}_import", f"{where}<uuid:pk>/"
    views = (
        (where, _drop(declared), stem),
        (one, check or _check(declared, columns), f"{stem}_check"),
        (f"{one}resultat/", _done(declared), f"{stem}_done"),
        (f"{one}annuler/", _take_back(declared), f"{stem}_undo"),
    )
    return [path(where, heavy(view), name=name) for where, view, name in views]


def _drop(declared: Import) -> View:
    register = declared.register

    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def drop(request: HttpRequest, authority: Authority) -> HttpResponse:
        sent = request.method == "POST"
        form = declared.file_form(request.POST if sent else None, request.FILES if sent else None)
        if sent and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                stored = actions.drop(
                    declared, authority, request.user, name=file.name, content=file.read()
                )
            except JalonsError as error:
                form.add_error("file", error_words(error))
            else:
                return redirect(f"{register.name}_import_check", authority.slug, stored.pk)
        rows = ImportFile.objects.of(authority).filter(register=register.name)
        recent = rows.select_related("batch").defer("content", "outcome", "beside")
        return render(
            register,
            request,
            "import",
            form=form,
            wanted=[(each.label, each.required) for each in declared.wanted()],
            recent=recent.exclude(applied_at=None)[:RECENT],
            trail=(_("Bring a list"),),
        )

    return drop


def file_or_404(declared: Import, authority: Authority, pk: UUID) -> ImportFile:
    """A file brought into the register; its content is read when it is needed."""
    rows = ImportFile.objects.of(authority).select_related("authority", "batch").defer("content")
    return or_404(rows.filter(register=declared.register.name, pk=pk).first())


def trail_of(declared: Import, file: ImportFile) -> tuple[str, str, str]:
    """The breadcrumb of the pages of a file."""
    url = reverse(f"{declared.register.name}_import", args=[file.authority.slug])
    return _("Bring a list"), url, file.name


def _check(declared: Import, columns: type[ColumnsForm]) -> View:
    register = declared.register

    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def check(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
        file = file_or_404(declared, authority, pk)
        if file.applied_at:
            return redirect(f"{register.name}_import_done", authority.slug, pk)
        sent = request.method == "POST"
        form = columns(request.POST if sent else None, declared.read(file))
        if sent and form.is_valid():
            seen = declared.read(file).decided
            actions.decide(file, form.cleaned_data)
            same = declared.read(file).decided == seen
            if same and request.POST.get("step") == "apply":
                return start(request, file)
            return redirect(request.path)  # what is stored is what was seen with these columns
        return _seen(declared, request, file, form)

    return check


def _seen(
    declared: Import, request: HttpRequest, file: ImportFile, form: ColumnsForm
) -> HttpResponse:
    found, trouble = declared.read(file), ""
    outcome: dict[str, Any] = {}
    try:
        outcome = actions.preview(declared, file, request.user)
    except JalonsError as error:
        trouble = str(error)
    return render(
        declared.register,
        request,
        "import_check",
        file=file,
        form=form,
        remarks=[remark.message(lang()) for remark in found.remarks],
        unread=found.proposal.unread,
        rest=declared.label(declared.rest) if declared.rest else "",
        outcome=outcome,
        refused=outcome.get("refused", [])[:SHOWN],
        trouble=trouble,
        trail=trail_of(declared, file),
    )


def start(request: HttpRequest, file: ImportFile) -> HttpResponse:
    """Apply a file in a job; redirect to its outcome, or to the job while it runs."""
    authority = file.authority
    job = start_job(
        authority=authority,
        kind="imports.apply",
        label=_("Import of %(name)s") % {"name": file.name},
        user=request.user,
        arguments={"authority": authority.pk, "file": str(file.pk), "user": request.user.pk},
        back_url=request.path,
    )
    return follow(job)


def _done(declared: Import) -> View:
    register = declared.register

    @require_GET
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def done(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
        file = file_or_404(declared, authority, pk)
        if not file.applied_at:
            return redirect(f"{register.name}_import_check", authority.slug, pk)
        offered = file.can_be_undone and _may_take_back(declared, request, file)
        url = reverse(f"{register.name}_import_undo", args=[authority.slug, pk]) if offered else ""
        return render(
            register,
            request,
            "import_done",
            file=file,
            outcome=file.outcome,
            undo_url=url,
            trail=trail_of(declared, file),
        )

    return done


def _may_take_back(declared: Import, request: HttpRequest, file: ImportFile) -> bool:
    """Whether the visitor may undo what a file did: theirs, or any for who may delete."""
    if file.batch is not None:
        return may_undo(declared.register, request, file.batch)
    mine = file.dropped_by_id is not None and file.dropped_by_id == request.user.pk
    return allows(request, declared.register.write if mine else declared.register.delete)


def _take_back(declared: Import) -> View:
    register = declared.register

    @require_POST
    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def back(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
        file = file_or_404(declared, authority, pk)
        if not file.can_be_undone:
            messages.info(request, _("Nothing was left to undo."))
            return redirect(f"{register.name}_import", authority.slug)
        if not _may_take_back(declared, request, file):
            raise PermissionDenied
        try:
            done = actions.take_back(declared, file, request.user)
        except JalonsError as error:
            messages.error(request, str(error), "bad")
        else:
            messages.success(request, undone_words(done, file.name), "good")
        return redirect(f"{register.name}_list", authority.slug)

    return back
