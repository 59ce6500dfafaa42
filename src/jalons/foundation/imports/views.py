"""The pages of a list people bring: drop a file, see what it does, store it, read what came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.imports import actions
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.imports.reading import EVERY, LIMITS, ReadFile, read_file
from jalons.foundation.register.pages import render
from jalons.foundation.tasks.actions import start_job, wait
from jalons.foundation.tasks.models import Job
from jalons.kernel import JalonsError
from jalons.tabular.columns import TruthKind

PATIENCE = 2.0  # seconds a page waits for its job before showing its progress
RECENT, SHOWN = 10, 20


def import_urls(declared: Import) -> list[URLPattern]:
    """The addresses of a list brought into a register, beside those of the register."""
    stem, one = f"{declared.register.name}_import", "importer/<uuid:pk>/"
    views = (
        ("importer/", _drop(declared), stem),
        (one, _check(declared), f"{stem}_check"),
        (f"{one}resultat/", _done(declared), f"{stem}_done"),
    )
    return [path(where, heavy(view), name=name) for where, view, name in views]


class FileForm(forms.Form):
    """The file to bring."""

    file = forms.FileField(label=gettext_lazy("Your list"), widget=FileDrop)

    def clean_file(self) -> Any:
        """Refuse a file too big to be read whole."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.bytes:
            raise forms.ValidationError(_("This file is too big: 10 MB at most."))
        return file


class ColumnsForm(forms.Form):
    """Which heading of the file holds each field."""

    def __init__(self, data: Any, found: ReadFile) -> None:
        super().__init__(data)
        headings = [(each, each) for each in found.table.headings if each]
        known = {each.field: each for each in found.proposal.columns}
        for wanted in found.fields:
            proposed = known.get(wanted.name)
            doubt = proposed is not None and not proposed.is_known
            every = [(EVERY, _("yes, for every row"))] if wanted.kind == TruthKind() else []
            initial = EVERY if wanted.name in found.every else ""
            self.fields[wanted.name] = forms.ChoiceField(
                label=wanted.label[:1].upper() + wanted.label[1:],
                choices=[("", _("in no column")), *every, *headings],
                required=wanted.required,
                initial=proposed.heading if proposed else initial,
                help_text=_("Proposed: please confirm.") if doubt else "",
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two fields."""
        cleaned = super().clean() or self.cleaned_data
        chosen = [each for each in cleaned.values() if each not in {"", EVERY}]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("One column cannot hold two things."))
        return cleaned


def _drop(declared: Import) -> View:
    register = declared.register

    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def drop(request: HttpRequest, authority: Authority) -> HttpResponse:
        sent = request.method == "POST"
        form = FileForm(request.POST if sent else None, request.FILES if sent else None)
        if sent and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                stored = actions.drop(
                    declared, authority, request.user, name=file.name, content=file.read()
                )
            except JalonsError as error:
                form.add_error("file", str(error))
            else:
                return redirect(f"{register.name}_import_check", authority.slug, stored.pk)
        recent = ImportFile.objects.of(authority).filter(register=register.name).defer("content")
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


def _file_or_404(declared: Import, authority: Authority, pk: UUID) -> ImportFile:
    rows = ImportFile.objects.of(authority).select_related("authority", "batch")
    found = rows.filter(register=declared.register.name, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _trail(declared: Import, file: ImportFile) -> tuple[str, str, str]:
    url = reverse(f"{declared.register.name}_import", args=[file.authority.slug])
    return _("Bring a list"), url, file.name


def _check(declared: Import) -> View:
    register = declared.register

    @within_authority(register.write, in_trial=Role.CONTRIBUTOR)
    def check(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
        file = _file_or_404(declared, authority, pk)
        if file.applied_at:
            return redirect(f"{register.name}_import_done", authority.slug, pk)
        sent = request.method == "POST"
        form = ColumnsForm(request.POST if sent else None, read_file(declared, file))
        if sent and form.is_valid():
            seen = read_file(declared, file).decided
            actions.decide(file, form.cleaned_data)
            same = read_file(declared, file).decided == seen
            if same and request.POST.get("step") == "apply":
                return _start(request, file)
            return redirect(request.path)  # what is stored is what was seen with these columns
        return _seen(declared, request, file, form)

    return check


def _seen(
    declared: Import, request: HttpRequest, file: ImportFile, form: ColumnsForm
) -> HttpResponse:
    found, trouble = read_file(declared, file), ""
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
        remarks=[each.message() for each in found.remarks],
        unread=found.proposal.unread,
        rest=declared.label(declared.rest) if declared.rest else "",
        outcome=outcome,
        refused=outcome.get("refused", [])[:SHOWN],
        trouble=trouble,
        trail=_trail(declared, file),
    )


def _start(request: HttpRequest, file: ImportFile) -> HttpResponse:
    authority = file.authority
    job = start_job(
        authority=authority,
        kind="imports.apply",
        label=_("Import of %(name)s") % {"name": file.name},
        user=request.user,
        arguments={"authority": authority.pk, "file": str(file.pk), "user": request.user.pk},
        back_url=request.path,
    )
    job = wait(job=job, seconds=PATIENCE)
    if job.state == Job.State.DONE:
        return redirect(job.result_url)
    return redirect("job", authority.slug, job.pk)


def _done(declared: Import) -> View:
    @require_GET
    @within_authority(declared.register.write, in_trial=Role.CONTRIBUTOR)
    def done(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
        file = _file_or_404(declared, authority, pk)
        if not file.applied_at:
            return redirect(f"{declared.register.name}_import_check", authority.slug, pk)
        batch = file.batch
        undo = batch is not None and batch.undone_by_id is None
        slug = authority.slug
        return render(
            declared.register,
            request,
            "import_done",
            file=file,
            outcome=file.outcome,
            undo_url=reverse(f"{declared.register.name}_undo", args=[slug, batch.pk])
            if batch and undo
            else "",
            trail=_trail(declared, file),
        )

    return done
