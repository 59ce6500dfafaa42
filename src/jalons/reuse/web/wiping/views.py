"""The pages of wiping that differ from those of the kit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.html import fragment
from jalons.foundation.documents.tree import Document
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.pages import render
from jalons.foundation.register.views import (
    form_page,
    in_trash,
    list_page,
    record,
    record_page,
    saved,
    to_list,
    to_record,
)
from jalons.reuse.documents.certificate import certificate_blocks, certificate_document
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.web.wiping import actions, queries
from jalons.reuse.web.wiping.forms import BringForm, DriveForm
from jalons.reuse.web.wiping.models import NoMediaStatement, WipeCertificate, WipeFile
from jalons.reuse.web.wiping.register import MARKS, CertificateForm, certificates, statements
from jalons.reuse.words import wiping as words

FORMAT_WORDS = {"pdf": "PDF", "docx": "Word", "odt": "OpenDocument", "html": "HTML"}


@require_GET
@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponseBase:
    return list_page(certificates, request, waiting=queries.waiting(authority).count())


@require_GET
@within_authority(Role.READER)
def certificate(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A certificate: its verdict in one sentence, each reason and what to do, its facts."""
    found = queries.certificates(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(certificates, request, pk)
    verdict = found.judgement
    blocks = certificate_blocks(found.facts, lang=lang(), file=_named(found))
    tree = Document(str(found), authority.name, timezone.localdate(), blocks, lang=lang())
    return record_page(
        certificates, request, found, verdict=verdict, mark=MARKS[verdict.state],
        sentence=words.verdict_sentence(verdict, lang()), body=fragment(tree),
        formats=FORMAT_WORDS.items(), **_leaving(request, found),
    )  # fmt: skip


def _leaving(_request: HttpRequest, found: WipeCertificate | NoMediaStatement) -> dict[str, Any]:
    """Whether the device of a record may leave, and what to do."""
    ready = queries.ready(found.device) if found.device else None
    return {"leaving": words.leaving_words(ready, lang()) if ready else ()}


statement = record(statements, _leaving)


def _named(found: WipeCertificate) -> tuple[str, str]:
    return (found.file.name, found.file.sha256) if found.file else ("", "")


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A certificate typed by hand, with the file nobody could read if it comes from one."""
    file = _file(authority, request.GET.get("fichier", "")) if "fichier" in request.GET else None

    def fresh() -> WipeCertificate:
        return WipeCertificate(authority=authority, file=file)

    form, batch = saved(CertificateForm, request, fresh)
    if batch is None:
        return form_page(certificates, request, form, (_("New"),), file=file)
    if file is not None:
        actions.settle([file])
    return to_record(certificates, form.instance, batch)


def _file(authority: Authority, key: str) -> WipeFile:
    try:
        return WipeFile.objects.of(authority).get(pk=UUID(key))
    except (ValueError, WipeFile.DoesNotExist) as error:
        raise Http404 from error


# Bringing logs ------------------------------------------------------------------------------------


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority) -> HttpResponse:
    form = BringForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        about = {name: form.cleaned_data[name] for name in form.fields if name != "logs"}
        files = form.cleaned_data["logs"]
        try:
            stored, known = actions.bring(
                authority=authority, user=request.user, files=files, about=about
            )
        except AccountsError as error:
            form.add_error("logs", str(error))
        else:
            return _after_bringing(request, authority, stored, known)
    return render(certificates, request, "bring", form=form)


def _after_bringing(
    request: HttpRequest, authority: Authority, stored: list[WipeFile], known: list[WipeFile]
) -> HttpResponse:
    for each in known:
        messages.info(request, _("“%(name)s” was here already.") % {"name": each.name})
    if stored or any(each.settled_at is None for each in known):
        return redirect("wipe_check", authority.slug)
    return redirect("wipe_certificate_list", authority.slug)


@within_authority(Role.CONTRIBUTOR)
def check(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What was read of the files that wait, and what a person must say of each drive."""
    files = list(queries.waiting(authority))
    data = request.POST if request.method == "POST" else None
    forms = [
        DriveForm(data, authority=authority, file=file, drive=drive, place=place)
        for file in files
        for place, drive in enumerate(actions.drives_of(file))
    ]
    if data is not None and not [form for form in forms if not form.is_valid()]:
        rows = [(each.file, each.values()) for each in forms if each.cleaned_data["take"]]
        batch = actions.certify(authority=authority, user=request.user, rows=rows)
        actions.settle([each for each in files if each.drives])
        words = ngettext("%(count)s certificate made.", "%(count)s certificates made.", len(rows))
        messages.success(request, words % {"count": len(rows)})
        return to_list(certificates, authority, batch)
    drives = [_preview(form) for form in forms]
    unread = [(each, ReuseError(each.problem)) for each in files if each.problem]
    unread_words = [(each, error.message(lang()), error.hint(lang())) for each, error in unread]
    wrong = next((each for each in forms if each.errors), None)
    return render(certificates, request, "check", drives=drives, unread=unread_words, form=wrong)


def _preview(form: DriveForm) -> dict[str, Any]:
    read, verdict = form.read, form.verdict
    names = ("model", "method_name", "completion", "errors", "verified", "hidden", "ended_on")
    return {
        "form": form,
        "mark": MARKS[verdict.state],
        "state": words.name_of("state", verdict.state.value, lang()),
        "reasons": [" ".join(each) for each in words.reasons_words(verdict, lang())],
        "lines": [
            (words.field_name(name, lang()), words.value_words(read, name, lang()))
            for name in names
        ],
    }


@require_POST
@within_authority(Role.CONTRIBUTOR)
def discard(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    file = queries.waiting(authority).filter(pk=pk).first()
    if file is not None:
        file.discard()
        messages.success(request, _("“%(name)s” is removed.") % {"name": file.name})
    return redirect("wipe_check", authority.slug)


# Files --------------------------------------------------------------------------------------------


@require_safe
@within_authority(Role.READER)
def original(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:  # noqa: ARG001
    """The file as it was brought, never shown by the browser."""
    file = _file(authority, str(pk))
    with file.file.open("rb") as stream:
        response = HttpResponse(stream.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, file.name) or ""  # noqa: FBT003
    return response


def _document(found: WipeCertificate) -> Document:
    return certificate_document(
        found.facts, authority=found.authority.name, today=timezone.localdate(), lang=lang(),
        file=_named(found),
    )  # fmt: skip


download = document_of(
    certificates, _document, name=lambda each: f"{_('wiping certificate')} {each}"
)
