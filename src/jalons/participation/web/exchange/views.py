"""The pages of imports: bring a file, say what its columns are, store, take back; open data."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import day_words, error_words, lang, number_words
from jalons.foundation.register import pages
from jalons.foundation.register.views import in_trash, record_page
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError
from jalons.participation.engine.consultations.questions import Kind
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.exchange import actions, queries
from jalons.participation.web.exchange.forms import BringForm, ColumnsForm
from jalons.participation.web.exchange.models import AnswerImport
from jalons.participation.web.exchange.register import imports, platform
from jalons.participation.words.exchange import kind_words, left_out
from jalons.participation.words.sentences import say


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Bring a file: it is read, and nothing of it counts before a person says what it is."""
    sent = request.method == "POST"
    form = BringForm(authority, *((request.POST, request.FILES) if sent else ()))
    if sent and form.is_valid():
        file, about = form.cleaned_data["file"], form.cleaned_data["consultation"]
        try:
            made = actions.bring(request.user, about, file.name, file.read(),
                                 form.cleaned_data["note"])  # fmt: skip
        except JalonsError as error:
            form.add_error("file", error_words(error))
        else:
            return redirect("answer_import", authority.slug, made.pk)
    back = reverse("answer_import_list", args=[authority.slug])
    return pages.render(imports, request, "bring", form=form, back=back,
                        receives=queries.receiving(authority).exists(),
                        trail=(_("Bring answers"),))  # fmt: skip


@within_authority(Role.READER)
def page(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What was read of a file, what it would do, what each column is."""
    found = imports.of(authority).filter(pk=pk).first()
    if found is None:
        return in_trash(imports, request, pk)
    waits = found.state == AnswerImport.State.TO_CHECK
    sent = request.method == "POST"
    known = queries.known_questions(found.consultation).values()
    form = ColumnsForm(request.POST if sent else None, found, known)
    if sent and waits and pages.allows(request, Role.CONTRIBUTOR) and form.is_valid():
        was_planned = "plan" in found.report and "problem" not in found.report
        seen = dict(found.decisions) if was_planned else None
        try:
            actions.decide(found, form.decisions())
        except JalonsError as error:
            form.add_error(None, error_words(error))
        else:
            if request.POST.get("step") == "apply" and found.decisions == seen:
                return follow(actions.start(found, request.user))
            return redirect(request.path)  # what is stored is what was seen with these columns
    return record_page(imports, request, found, form=form, waits=waits, **_report(found))


def _report(found: AnswerImport) -> dict[str, Any]:
    report = found.report
    plan = report.get("plan", {})
    problem = report.get("problem")
    remarks = [say(each, lang()) for each in report.get("remarks", ())]
    is_over = queries.is_over(found.consultation)
    return {
        "platform": platform(found), "plan": plan, "rows": report.get("rows", 0),
        "planned": _planned(plan), "remarks": remarks,
        "left_out": left_out(report.get("dropped", {}), report.get("skipped", {}),
                             report.get("unread", ()), lang()),
        "technical": ", ".join(report.get("technical", ())),
        "problem": error_words(ParticipationError(**problem)) if problem else "",
        "first": _day(plan.get("first")), "last": _day(plan.get("last")),
        "takes_back": found.state == AnswerImport.State.STORED and not is_over,
        "is_over": is_over,
        "back_url": reverse("answer_import_back", args=[found.authority.slug, found.pk]),
    }  # fmt: skip


def _day(stored: str | None) -> str:
    return day_words(date.fromisoformat(stored)) if stored else ""


def _planned(plan: dict[str, Any]) -> Table | None:
    """What each question receives."""
    rows = tuple(
        (each["title"] + (f" ({_('who answers')})" if each["about_you"] else ""),
         kind_words(Kind(each["kind"]), lang()), ", ".join(each["options"]) or "–",
         number_words(each["answers"]), number_words(each["misfits"]),
         ", ".join(each["samples"]) or "–")
        for each in plan.get("questions", ())
    )  # fmt: skip
    columns = (
        Column(_("Question")), Column(_("Kind of answer")), Column(_("Answers offered")),
        Column(_("Answers read"), numeric=True), Column(_("Not read"), numeric=True),
        Column(_("Such as")),
    )  # fmt: skip
    return Table(_("What each question receives"), columns, rows) if rows else None


@require_POST
@within_authority(Role.CONTRIBUTOR)
def take_back(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Remove what a file brought."""
    found = pages.record_or_404(imports, authority, pk)
    try:
        count = actions.take_back(found, request.user)
    except JalonsError as error:
        messages.error(request, error_words(error), "bad")
    else:
        words = ngettext("%(count)s answer is removed.", "%(count)s answers are removed.", count)
        messages.success(request, words % {"count": number_words(count)}, "good")
    return redirect("answer_import", authority.slug, pk)


@require_safe
@within_authority(Role.READER)
def open_data(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The open data of a closed consultation."""
    consultation = or_404(living(Consultation, authority).filter(pk=pk).first())
    consultation.authority = authority
    try:
        content = queries.export_of(consultation)
    except ParticipationError as error:
        messages.info(request, error_words(error))
        return redirect("answer_import_list", authority.slug)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="consultation-{pk}.zip"'
    return answer
