"""The pages of consultations that differ from those of the kit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.partners.adopted_pages import elsewhere
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.pages import last_act, record_or_404, url_of
from jalons.foundation.register.views import form_or_record, form_page, saved, to_record
from jalons.foundation.tasks.views import follow
from jalons.participation.documents.paper_form import FormSheet, form_document
from jalons.participation.engine.consultations.plainness import DraftQuestion
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.consultations import actions, code_files, moves, queries, tables
from jalons.participation.web.consultations.models import Channel, CodeBatch, Consultation
from jalons.participation.web.consultations.register import (
    MARKS,
    LabelForm,
    OpenForm,
    batches,
    consultations,
)
from jalons.participation.words.consultations import finding_words, standing_words

State = Consultation.State
FORMATS = {"pdf": "PDF", "docx": "Word", "odt": "OpenDocument", "html": "HTML"}


# Consultations ------------------------------------------------------------------------------------


def of_consultation(_request: HttpRequest, found: Consultation) -> Mapping[str, Any]:
    """What the page of a consultation adds: what is next, what to correct, what came."""
    rows = queries.batches(found.authority).filter(consultation=found)
    where = [found.authority.slug, found.pk]
    context: dict[str, Any] = {
        "elsewhere": elsewhere(found), "elsewhere_url": reverse("consultation_read", args=where),
        "mark": MARKS[State(found.state)], "formats": FORMATS.items(),
        "batches": [(each, url_of(batches, each)) for each in rows],
    }  # fmt: skip
    if found.state == State.DRAFT:
        return context | _before(found)
    came = queries.participation(found)
    context["next"] = _next_words(found)
    names = {name: str(label) for name, label in Channel.choices}
    return context | {
        "standing": standing_words(came.standing, names, lang()),
        "came": [tables.by_channel(came), tables.by_week(came)] if came.total != 0 else [],
        "hides": came.hides, "total": came.total,
        "results": [(each, *tables.of_question(each, counted))
                    for each, counted in (queries.counts(found) if came.total != 0 else ())],
    }  # fmt: skip


def _before(found: Consultation) -> dict[str, Any]:
    """What the checks find: what prevents the opening, what a person reads first."""
    every = queries.findings(found)
    unread = queries.unread(found, every)
    blocking = [each for each in every if each.blocking]
    return {
        "next": _draft_words(is_complete=not blocking, is_read=not unread),
        "blocking": [finding_words(each, lang()) for each in blocking],
        "remarks": [finding_words(each, lang()) for each in every if not each.blocking],
        "unread": len(unread),
    }


def _next_words(found: Consultation) -> str:
    """What comes next once it has opened, in a sentence."""
    if found.state == State.OPEN:
        return _open_words(found)
    if found.state == State.CLOSED:
        missing = moves.answer_refusal(found)
        return missing or _("Publish what you did with the answers, then say so here.")
    return _("The authority answered on %(day)s.") % {"day": _day(found.answered_on)}


def _draft_words(*, is_complete: bool, is_read: bool) -> str:
    if not is_complete:
        return _("It opens once what is below is complete.")
    if not is_read:
        return _("It opens once the remarks below are read.")
    return _("It is ready: a lead opens it.")


def _open_words(found: Consultation) -> str:
    if found.opens_on and found.opens_on > timezone.localdate():
        return _("Residents may answer from %(day)s.") % {"day": _day(found.opens_on)}
    words = _("Residents may answer until %(day)s; it closes by itself the day after.")
    return words % {"day": _day(found.closes_on)}


def _day(day: date | None) -> str:
    return day_words(day) if day else "–"


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The form of a draft; once residents answer, only what may still change."""

    def read() -> Consultation:
        return record_or_404(consultations, authority, pk)  # type: ignore[no-any-return]

    found = read()
    if found.is_over:
        messages.error(request, str(ParticipationError("consultation_over")), "bad")
        return redirect(url_of(consultations, found))
    trail = (str(found), url_of(consultations, found), pgettext("button", "Change"))
    form = consultations.form if found.state == State.DRAFT else OpenForm
    return form_or_record(consultations, request, read, trail, form_of=form)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def confirm(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A person read the remarks."""
    found = record_or_404(consultations, authority, pk)
    if found.state == State.DRAFT:
        actions.confirm(found)
        messages.success(request, _("These remarks are read."), "good")
    return redirect(url_of(consultations, found))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def copy(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A new draft with the same questions."""
    found = record_or_404(consultations, authority, pk)
    made = actions.copy(found, request.user)
    return to_record(consultations, made, last_act(made))


def sheet(found: Consultation) -> FormSheet:
    """What the paper form says."""
    questions = tuple(DraftQuestion(each.as_read, each.help, each.about_you)
                      for each in queries.questions_of(found))  # fmt: skip
    return FormSheet(found.title, found.authority.name, found.purpose, found.promise,
                     found.elsewhere, found.contact_email, found.closes_on, questions)  # fmt: skip


form = document_of(
    consultations,
    lambda found: form_document(sheet(found), timezone.localdate(), lang()),
    name=lambda found: f"formulaire {found}",
)


# Codes --------------------------------------------------------------------------------------------


def of_batch(_request: HttpRequest, found: CodeBatch) -> Mapping[str, Any]:
    """What the page of a batch adds: the files that wait, how many codes were used."""
    last = actions.job_of(found)
    return {
        "files": code_files.waiting(found),
        "job": last if last and last.is_active else None,
        "consultation_url": url_of(consultations, found.consultation),
        "printed": found.count <= actions.MOST_PRINTED, "most": actions.MOST_PRINTED,
    }  # fmt: skip


@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def new_batch(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A batch, whose codes are made at once."""
    sent = request.GET.get("consultation", "")
    chosen = next((each for each in queries.consultations(authority) if str(each.pk) == sent), None)

    def fresh() -> CodeBatch:
        return CodeBatch(authority=authority, consultation=chosen)

    form, batch = saved(batches.form, request, fresh)
    if batch is None:
        return form_page(batches, request, form, (_("New"),))
    made = form.instance
    return follow(actions.prepare(made, request.user, request.build_absolute_uri("/")))


@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def edit_batch(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """For whom the codes are; their number is final."""

    def read() -> CodeBatch:
        return record_or_404(batches, authority, pk)  # type: ignore[no-any-return]

    found = read()
    trail = (str(found), url_of(batches, found), pgettext("button", "Change"))
    return form_or_record(batches, request, read, trail, form_of=LabelForm)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def reprint(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """New codes in place of those nobody used."""
    found = record_or_404(batches, authority, pk)
    if found.consultation.is_over:
        messages.error(request, _("The consultation is closed: codes are of no use."), "bad")
        return redirect(url_of(batches, found))
    return follow(actions.prepare(found, request.user, request.build_absolute_uri("/")))


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def fetch(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """A file of codes, erased as it leaves."""
    found = record_or_404(batches, authority, pk)
    if kind not in code_files.KINDS:
        raise Http404
    content = code_files.withdraw(found, kind)
    if content is None:
        messages.error(request, _("This file is gone: print new codes."), "bad")
        return redirect(url_of(batches, found))
    response = HttpResponse(content, content_type=code_files.KINDS[kind])
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"codes-{found.label[:40]}.{kind}"
    )
    response["Cache-Control"] = "no-store"
    return response
