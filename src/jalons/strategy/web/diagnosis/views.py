"""The pages of the diagnosis: facts, questions, reasons, basket, saved diagnoses."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.design.ticks import ticks
from jalons.foundation.register.models import Batch
from jalons.foundation.register.pages import allows, offered
from jalons.foundation.register.views import (
    form_page,
    in_trash,
    saved,
    to_list,
)
from jalons.strategy.engine.diagnosis.basket import Proposal
from jalons.strategy.engine.diagnosis.referential import Question, Referential
from jalons.strategy.engine.diagnosis.scoring import (
    Diagnosis,
    QuestionScore,
    Scoring,
)
from jalons.strategy.engine.diagnosis.tracks import Track
from jalons.strategy.store import manifesto, newer_version
from jalons.strategy.web.diagnosis import actions, basket_pages, pages, queries
from jalons.strategy.web.diagnosis.answering import answered, score_or_404, taken_back
from jalons.strategy.web.diagnosis.forms import AnswersForm
from jalons.strategy.web.diagnosis.grouping import groups
from jalons.strategy.web.diagnosis.models import Snapshot
from jalons.strategy.web.diagnosis.register import SnapshotForm, answers, profiles, snapshots
from jalons.strategy.web.diagnosis.succession.views import may_upgrade
from jalons.strategy.web.diagnosis.succession.views import offered as upgrade_done
from jalons.strategy.web.diagnosis.track_views import track_panel


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What the diagnosis says: a sentence, the radar and its table, what to do next."""
    diagnosis = queries.current(authority)
    by_track = diagnosis.referential.by_track
    started = diagnosis.completeness > 0
    return render(
        request,
        "strategy/diagnosis/overview.html",
        {
            "diagnosis": diagnosis,
            "sentence": pages.sentence(diagnosis),
            "completeness": diagnosis.completeness,
            "silent": sum(len(question.silent) for question in diagnosis.questions()),
            "against": [pages.against_words(each) for each in diagnosis.contradictions()],
            "radar": pages.radar(diagnosis) if started else None,
            "bars": pages.bars(diagnosis) if started else None,
            "tasks": pages.tasks(diagnosis, authority, may_answer=allows(request, answers.write)),
            "table": pages.by_commitment(diagnosis, authority) if started else None,
            "next_number": _next_number(diagnosis),
            "silent_questions": sum(each.answer is None for each in diagnosis.to_answer()),
            "snapshots": [(each, former(each)) for each in queries.snapshots(authority)[:20]],
            "version": diagnosis.referential.version,
            "newer": newer_version(diagnosis.referential.version),
            "done": upgrade_done(request, authority)
            or taken_back(request)
            or offered(profiles, request)
            or offered(snapshots, request),
            "track": track_panel(request, diagnosis.facts.track) if by_track else None,
            "quick": by_track and diagnosis.facts.track == Track.VILLAGE,
        },
    )


@within_authority(Role.CONTRIBUTOR)
def commitment(request: HttpRequest, authority: Authority, number: int) -> HttpResponse:
    diagnosis = queries.current(authority)
    score = score_or_404(diagnosis, number)
    questions = [question for each in score.questions for question in _with_details(each)]
    form, batch = answered(request, authority, diagnosis, questions)
    if form.is_bound and not form.errors:
        return _further(request, authority, number, batch)
    return _questions(request, authority, diagnosis, number, form)


@within_authority(Role.READER)
def reasons(request: HttpRequest, authority: Authority, number: int) -> HttpResponse:
    score = score_or_404(queries.current(authority), number)
    return render(
        request,
        "strategy/diagnosis/reasons.html",
        {
            "number": number,
            "title": pages.short(number),
            "shares": score.shares,
            "table": pages.reasons(score),
            "milestones": [pages.milestone_of(milestone) for milestone in score.milestones],
        },
    )


@within_authority(Role.READER)
def basket(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The actions proposed, by effect and effort; the chosen ones go to the roadmap."""
    diagnosis = queries.current(authority)
    found = queries.basket(authority, diagnosis)
    commitments = [
        (str(each.path.number), pages.short(each.path.number)) for each in diagnosis.commitments
    ]
    requested = request.GET.get("engagement", "")
    wanted = requested if requested in dict(commitments) else ""
    planned = queries.on_roadmap(authority, diagnosis.referential)
    siren = authority.territory.siren if authority.territory else ""
    shown = [each for each in found if not wanted or str(each.commitment) == wanted]
    free = {each.action.id for each in found} - planned
    groups = basket_pages.grouped(shown, planned, most=BASKET_PAGE if wanted else BASKET_GROUP)
    listed = [each.action.id for _title, some in groups for each in some]
    return render(
        request,
        "strategy/diagnosis/basket.html",
        {
            "groups": [
                (title, basket_pages.proposals(some, diagnosis, planned, siren))
                for title, some in groups
            ],
            "count": len(shown),
            "more": len(shown) - len(listed),
            "ticks": ticks(request.GET, "action", known=free.__contains__, shown=listed),
            "wanted": wanted,
            "commitments": commitments,
            "known": diagnosis.completeness > 0,
        },
    )


@require_POST
@within_authority(Role.CONTRIBUTOR)
def choose(request: HttpRequest, authority: Authority) -> HttpResponse:
    return _fill(request, authority, queries.basket(authority, queries.current(authority)))


BASKET_GROUP = 3  # proposals a group shows at once: the whole list is reached by commitment
BASKET_PAGE = 12  # the same for one commitment


@within_authority(Role.CONTRIBUTOR)
def save(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Save the present diagnosis under a name."""
    form, batch = saved(SnapshotForm, request, lambda: actions.new_snapshot(authority))
    if batch is not None:
        return to_list(snapshots, authority, batch)
    return form_page(snapshots, request, form, (_("Keep it"),))


@within_authority(Role.READER)
def snapshot(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A saved diagnosis, evaluated under its own version, beside the present."""
    saved = queries.snapshot(authority, pk)
    if saved is None:
        return in_trash(snapshots, request, pk)
    diagnosis, now = queries.saved_diagnosis(saved), queries.current(authority)
    pairs = queries.since(saved, now)
    return render(
        request,
        "strategy/diagnosis/snapshot.html",
        {
            "snapshot": saved,
            "former": former(saved),
            "since": pages.since(pairs),
            "other_version": not pairs,
            "apart": sum(not pair.alike for pair in pairs),
            "sentence": pages.sentence(diagnosis),
            "radar": pages.radar(diagnosis),
            "table": pages.by_commitment(diagnosis, authority),
            "can_go_back": queries.can_go_back(saved) and may_upgrade(request),
            "may_write": allows(request, snapshots.write),
            "may_delete": allows(request, snapshots.delete),
            "done": offered(snapshots, request),
        },
    )


@within_authority(Role.READER)
def answers_file(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """The answers as a file that the command line reads."""
    source = queries.referential_of(authority)
    stored = queries.answers(authority)
    content = {
        "referential": source.version,
        "facts": queries.plain_facts(queries.facts_of(authority)),
        "answers": {name: str(said) for name, said in queries.answers_of(stored, source).items()},
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="diagnostic.json"'
    return response


def _questions(
    request: HttpRequest, authority: Authority, diagnosis: Diagnosis, number: int, form: AnswersForm
) -> HttpResponse:
    score, track = score_or_404(diagnosis, number), diagnosis.facts.track
    beside = pages.beside_words(authority, queries.beside(score.questions))
    return render(
        request,
        "strategy/diagnosis/questions.html",
        {
            "number": number,
            "title": manifesto().commitment(number).title.to(lang()),
            "ambition": manifesto().commitment(number).ambition.number,
            "form": form,
            "version": diagnosis.referential.version,
            "milestones": groups(score, form, beside, track, in_track=True),
            "further": groups(score, form, beside, track, in_track=False),
            "last": number == _last(diagnosis.referential),
        },
        status=422 if form.errors else 200,
    )


def former(saved: Snapshot) -> bool:
    return queries.scoring_of(saved) is not Scoring.SILENCE_UNKNOWN


def _further(
    request: HttpRequest, authority: Authority, number: int, batch: Batch | None
) -> HttpResponse:
    """To the next commitment, or to what the diagnosis says."""
    if "stay" in request.POST or number >= _last(queries.referential_of(authority)):
        return to_list(answers, authority, batch)
    if batch:
        count = batch.changes.count()
        text = ngettext("%(count)s answer saved.", "%(count)s answers saved.", count)
        messages.success(request, text % {"count": count})
    return redirect("diagnosis_commitment", authority.slug, number + 1)


def _fill(request: HttpRequest, authority: Authority, found: tuple[Proposal, ...]) -> HttpResponse:
    chosen = [each.action for each in found if each.action.id in request.POST.getlist("action")]
    if not chosen:
        messages.error(request, _("Choose at least one action."), "bad")
        return redirect("diagnosis_basket", authority.slug)
    made = actions.fill_roadmap(
        authority=authority,
        user=request.user,
        chosen=chosen,
        today=timezone.localdate(),
        lang=lang(),
    )
    text = ngettext(
        "%(count)s action is on the roadmap, with draft dates to adjust.",
        "%(count)s actions are on the roadmap, with draft dates to adjust.",
        len(made),
    )
    messages.success(request, text % {"count": len(made)})
    return redirect("roadmap", authority.slug)


def _next_number(diagnosis: Diagnosis) -> int:
    """The first commitment with a detail left to answer; else 1."""
    left = (
        score.path.number
        for score in diagnosis.commitments
        if any(question.concerned and question.silent for question in score.questions)
    )
    return next(left, 1)


def _last(source: Referential) -> int:
    return source.commitments[-1].number


def _with_details(score: QuestionScore) -> tuple[Question, ...]:
    return (score.question, *score.question.details)
