"""One question a page: an answer is one press, and the next question follows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Batch
from jalons.foundation.register.pages import DONE
from jalons.strategy.engine.diagnosis.scoring import Diagnosis, QuestionScore
from jalons.strategy.web.diagnosis import pages, queries
from jalons.strategy.web.diagnosis.answering import answered, taken_back
from jalons.strategy.web.diagnosis.forms import AnswersForm
from jalons.strategy.web.diagnosis.models import GivenAnswer


@within_authority(Role.CONTRIBUTOR)
def following(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """To the first question without an answer, or to what the diagnosis says."""
    return _onwards(authority, queries.current(authority), "", None)


@within_authority(Role.CONTRIBUTOR)
def question(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    """A question, its answers as buttons, and what is known of it."""
    diagnosis = queries.current(authority)
    score = or_404(next((each for each in diagnosis.questions() if each.question.id == name), None))
    form, batch = answered(request, authority, diagnosis, [score.question])
    if form.is_bound and not form.errors:
        return _onwards(authority, queries.current(authority), name, batch)
    every = diagnosis.to_answer()
    done = sum(each.answer is not None for each in every)
    context = {
        **_shown(authority, diagnosis, score, form),
        **_place([each.question.id for each in every], name),
        "version": diagnosis.referential.version,
        "answered": done,
        "progress_words": _("%(answered)s of %(questions)s")
        % {"answered": done, "questions": len(every)},
        "done": taken_back(request),
    }
    return render(
        request, "strategy/diagnosis/one_question.html", context, status=422 if form.errors else 200
    )


def _shown(
    authority: Authority, diagnosis: Diagnosis, score: QuestionScore, form: AnswersForm
) -> dict[str, object]:
    """The question itself, in the words of the page."""
    said, number = form[score.question.id], _commitment(diagnosis, score)
    now = str(said.initial or "")
    return {
        "text": score.question.text.to(lang()),
        "help": score.question.help.to(lang()),
        "form": form,
        "field": said.html_name,
        "shown": said.as_hidden(only_initial=True),
        "evidence": form[f"{score.question.id}.evidence"],
        "answers": [(value, label, value == now) for value, label in GivenAnswer.Said.choices],
        "now": now,
        "number": number,
        "commitment": pages.short(number),
        "beside": pages.beside_words(authority, queries.beside((score,))).get(score.question.id),
        "why": pages.why(score),
        "details": len(score.question.details),
    }


def _commitment(diagnosis: Diagnosis, score: QuestionScore) -> int:
    """The number of the commitment of a question."""
    return next(each.path.number for each in diagnosis.commitments if score in each.questions)


def _place(names: list[str], name: str) -> dict[str, object]:
    """Where a question stands among those to answer, and its neighbours."""
    if name not in names:
        return {"place": 0, "count": len(names), "before": "", "after": ""}
    at = names.index(name)
    return {
        "place": at + 1,
        "count": len(names),
        "before": names[at - 1] if at else "",
        "after": names[at + 1] if at + 1 < len(names) else "",
    }


def _onwards(
    authority: Authority, diagnosis: Diagnosis, name: str, batch: Batch | None
) -> HttpResponse:
    """To the next question without an answer after ``name``, else to the first, else to the end."""
    every = [each.question.id for each in diagnosis.questions()]
    here = every.index(name) + 1 if name else 0
    silent = {each.question.id for each in diagnosis.to_answer() if each.answer is None}
    following = [each for each in (*every[here:], *every[:here]) if each in silent]
    address = reverse("diagnosis", args=[authority.slug])
    if following:
        address = reverse("diagnosis_question", args=[authority.slug, following[0]])
    return redirect(f"{address}?{DONE}={batch.pk}" if batch else address)
