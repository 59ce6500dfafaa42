"""What each page of the diagnosis shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import Series, StackedBars
from jalons.foundation.design.drawings.radar import Outline, Radar
from jalons.foundation.design.page_language import lang, per_words, period_words
from jalons.kernel import Period, Status
from jalons.strategy.engine.diagnosis.latest_values import LatestValue
from jalons.strategy.engine.diagnosis.path import Moved
from jalons.strategy.engine.diagnosis.scoring import (
    CommitmentScore,
    Diagnosis,
    MilestoneScore,
    Progress,
    QuestionScore,
    Shares,
)
from jalons.strategy.engine.diagnosis.tracks import Track, TrackRule
from jalons.strategy.store import catalogue, manifesto, tracks
from jalons.strategy.web.diagnosis.models import GivenAnswer
from jalons.strategy.web.diagnosis.queries import Beside
from jalons.wording import format_central, format_number, format_percent


def percent(share: float) -> str:
    return format_percent(share, lang())


def short(number: int) -> str:
    return f"{number} · {manifesto().commitment(number).short.to(lang())}"


def sentence(diagnosis: Diagnosis) -> str:
    if diagnosis.completeness == 0:
        if any(question.answer for question in diagnosis.questions()):
            return _("Your answers do not say yet where you stand.")
        count = sum(question.in_track for question in diagnosis.questions())
        return _("Nothing is answered yet: nine commitments, %(count)s questions.") % {
            "count": count
        }
    reached, against = diagnosis.reached(), diagnosis.against()
    text = _("No milestone is reached yet")
    if reached:
        text = ngettext(
            "%(count)s milestone is reached", "%(count)s milestones are reached", reached
        ) % {"count": reached}
    if against:
        only = ngettext(
            "%(told)s, %(count)s more would be by your answers only: an indicator says otherwise",
            "%(told)s, %(count)s more would be by your answers only: indicators say otherwise",
            against,
        )
        text = only % {"told": text, "count": against}
    return _("%(told)s; %(done)s of the path is done, %(planned)s is planned.") % {
        "told": text,
        "done": percent(diagnosis.shares.done),
        "planned": percent(diagnosis.shares.planned),
    }


def bars(diagnosis: Diagnosis) -> StackedBars:
    """The commitments as bars of equal length: done, planned, not done, unknown."""
    shown = [(each, each.shares) for each in diagnosis.commitments if each.shares is not None]
    parts = {
        _("done"): [share.done for _each, share in shown],
        _("planned"): [share.planned for _each, share in shown],
        _("not done"): [share.not_done for _each, share in shown],
        pgettext("share", "unknown"): [share.unknown for _each, share in shown],
    }
    return StackedBars(
        title=_standing(diagnosis),
        variable=_("What is done and planned, by commitment"),
        labels=tuple(short(each.path.number) for each, _share in shown),
        series=tuple(
            Series(label, tuple(100 * _whole(value) for value in values))
            for label, values in parts.items()
        ),
        unit="%",
        beside=tuple(_("%(done)s done") % {"done": percent(share.done)} for _each, share in shown),
    )


def _standing(diagnosis: Diagnosis) -> str:
    return _("%(done)s is done, %(planned)s is planned") % {
        "done": percent(diagnosis.shares.done),
        "planned": percent(diagnosis.shares.planned),
    }


def tasks(diagnosis: Diagnosis, authority: Authority, *, may_answer: bool) -> Table:
    """The nine commitments as tasks: what is answered, the state, the next milestone."""
    return Table(
        caption=_("Nine commitments to answer"),
        columns=(
            Column(_("Commitment")),
            Column(_("State")),
            Column(_("Next milestone")),
        ),
        rows=tuple(
            _task(score, authority, may_answer=may_answer) for score in diagnosis.commitments
        ),
    )


def _task(
    score: CommitmentScore, authority: Authority, *, may_answer: bool
) -> tuple[Cell | str, ...]:
    where = _open_task(score) if may_answer else ("diagnosis_reasons", score.path.number)
    name = Cell(short(score.path.number), url=reverse(where[0], args=[authority.slug, where[1]]))
    if score.shares is None:
        return (name, Cell("", mark=_("does not concern you")), "—")
    every = [question for question in score.questions if question.concerned]
    answered = sum(question.answer is not None for question in every)
    count = ngettext(
        "%(answered)s answer of %(questions)s", "%(answered)s answers of %(questions)s", answered
    ) % {"answered": answered, "questions": len(every)}
    if answered == 0:
        mark, kind = _("not begun"), "idle"
    elif answered < len(every) or any(question.silent for question in every):
        mark, kind = _("to finish"), "walk"
    else:
        mark, kind = pgettext("diagnosis", "finished"), "ok"
    ahead = milestone_words(score) if answered else "—"
    return (name, Cell(count, mark=mark, mark_kind=kind), ahead)


def _open_task(score: CommitmentScore) -> tuple[str, str | int]:
    """The page of its first question without an answer, else of all its questions."""
    for each in score.questions:
        if each.in_track and each.concerned and each.answer is None:
            return "diagnosis_question", each.question.id
    return "diagnosis_commitment", score.path.number


def radar(diagnosis: Diagnosis) -> Radar:
    """The radar of the commitments: what is done, and with it what is planned."""
    shares = [commitment.shares for commitment in diagnosis.commitments]
    known = [share if share and share.known else None for share in shares]
    return Radar(
        title=_standing(diagnosis),
        variable=_("What is done and planned, by commitment"),
        axes=tuple(str(commitment.path.number) for commitment in diagnosis.commitments),
        outlines=(
            Outline(_("done"), tuple(_whole(each.done) if each else None for each in known)),
            Outline(
                _("done and planned"),
                tuple(_whole(each.done + each.planned) if each else None for each in known),
            ),
        ),
        description=_("The table beside it holds the same figures."),
    )


def _whole(share: float) -> float:
    return min(1.0, max(0.0, share))


def by_commitment(diagnosis: Diagnosis, authority: Authority) -> Table:
    return Table(
        caption=_("By commitment, in % of what concerns you"),
        columns=(
            Column(_("Commitment")),
            Column(_("Done"), numeric=True),
            Column(_("Planned"), numeric=True),
            Column(_("Not done"), numeric=True),
            Column(_("Unknown"), numeric=True),
            Column(_("Milestone")),
        ),
        rows=tuple(_commitment_row(commitment, authority) for commitment in diagnosis.commitments),
    )


def _commitment_row(score: CommitmentScore, authority: Authority) -> tuple[Cell | str, ...]:
    number = score.path.number
    name = Cell(short(number), url=reverse("diagnosis_reasons", args=[authority.slug, number]))
    if score.shares is None:
        return (name, "—", "—", "—", "—", _("does not concern you"))
    return (name, *_percents(score.shares), milestone_words(score))


def _percents(shares: Shares) -> tuple[str, ...]:
    return tuple(
        percent(each) for each in (shares.done, shares.planned, shares.not_done, shares.unknown)
    )


def since(pairs: tuple[Moved, ...]) -> Table | None:
    """What is done and known at two dates, by commitment; None when nothing compares."""
    rows = tuple(_since_row(pair) for pair in pairs if pair.alike and pair.then and pair.now)
    if not rows:
        return None
    return Table(
        caption=_("Since this diagnosis, both dates counted by the rule of today"),
        columns=(
            Column(_("Commitment")),
            Column(_("Done then"), numeric=True),
            Column(_("Done today"), numeric=True),
            Column(_("Known then"), numeric=True),
            Column(_("Known today"), numeric=True),
        ),
        rows=rows,
    )


def _since_row(each: Moved) -> tuple[str, ...]:
    then, now = each.then, each.now
    if then is None or now is None:  # left out before
        return ()
    figures = (then.done, now.done, then.known, now.known)
    return (short(each.number), *(percent(share) for share in figures))


def milestone_words(score: CommitmentScore) -> str:
    """The next milestone of a commitment."""
    ahead = score.milestone
    if ahead is None:
        whole = all(milestone.progress is not Progress.ESSENTIAL for milestone in score.milestones)
        return _("all milestones reached") if whole else _("the essential is done")
    return f"{ahead.milestone.id} {ahead.milestone.title.to(lang())}"


@dataclass(frozen=True, slots=True)
class MilestoneWords:
    """A milestone in the words of a page; ``rests_on`` are the ids of what its title rests on."""

    id: str
    title: str
    reached_when: str
    progress: str
    kind: str  # of the status component
    rests_on: str


def milestone_of(score: MilestoneScore) -> MilestoneWords:
    words = {
        Progress.REACHED: (_("reached"), "ok"),
        Progress.CONTRADICTED: (_("reached by your answers, not by your indicators"), "walk"),
        Progress.ESSENTIAL: (_("the essential is done"), "ok"),
        Progress.UNDER_WAY: (_("under way"), "walk"),
        Progress.AHEAD: (_("ahead"), "idle"),
        Progress.NOT_CONCERNED: (_("does not concern you"), "idle"),
        Progress.BEYOND: (_("to go further"), "idle"),
    }
    status, kind = words[score.progress]
    return MilestoneWords(
        score.milestone.id,
        score.milestone.title.to(lang()),
        score.milestone.reached_when.to(lang()),
        status,
        kind,
        ", ".join(claim.question.id for claim in score.claims),
    )


def reasons(score: CommitmentScore) -> Table:
    return Table(
        caption=_("Where the points of this commitment go"),
        note=_("100 points per commitment, shared by weight"),
        columns=(
            Column(_("Question")),
            Column(_("Answer")),
            Column(_("Weight"), numeric=True),
            Column(_("Points"), numeric=True),
            Column(_("of which received"), numeric=True),
            Column(_("Done"), numeric=True),
            Column(_("Planned"), numeric=True),
            Column(_("Why")),
        ),
        rows=tuple(_reason_row(question) for question in score.questions),
    )


def _reason_row(score: QuestionScore) -> tuple[Cell | str, ...]:
    said = GivenAnswer.Said(score.answer).label if score.answer else _("no answer yet")
    name = f"{score.question.id} {score.question.text.to(lang())}"
    reason = " ".join((why(score), *_details(score), *_against(score))).strip()
    if not score.concerned:
        return (name, str(said), "—", "—", "—", "—", "—", reason)
    return (
        name,
        str(said),
        format_number(score.weight, lang()),
        format_number(score.points, lang(), 1),
        format_number(score.received, lang(), 1),
        format_number(score.points * score.shares.done, lang(), 1),
        format_number(score.points * score.shares.planned, lang(), 1),
        reason,
    )


def why(score: QuestionScore) -> str:
    """The rules that applied, and those left open."""
    sentences = [rule.because.to(lang()) for rule in score.fired]
    if not score.in_track:
        sentences.insert(0, _("Your track leaves it to those who want to go further: not counted."))
    sentences += [
        _("Not known yet, a fact is missing: %(rule)s") % {"rule": rule.because.to(lang())}
        for rule in score.undecided
    ]
    return " ".join(sentences)


def _details(score: QuestionScore) -> Iterator[str]:
    """The answers to the details, and how many have none."""
    if any(detail.concerned for detail in score.details):
        yield _("Half of it stands on its details.")
    if score.silent:
        count = len(score.silent)
        yield ngettext(
            "%(count)s has no answer and counts as unknown.",
            "%(count)s have no answer and count as unknown.",
            count,
        ) % {"count": count}


def precise(score: QuestionScore) -> str:
    """The label of the fold of the details of a question."""
    if not score.silent:
        return _("Be more precise")
    return ngettext(
        "Be more precise: half of the points, %(count)s detail without answer",
        "Be more precise: half of the points, %(count)s details without answer",
        len(score.silent),
    ) % {"count": len(score.silent)}


def _against(score: QuestionScore) -> Iterator[str]:
    """The measures that contradict the answer of a row, or those of its details."""
    if score.contradicted and score.latest:
        words = _value_words(score.latest)
        yield f"{words[:1].upper()}{words[1:]}."
    yield from (against_words(detail) for detail in score.details if detail.contradicted)


def against_words(part: QuestionScore, *, figure: bool = True) -> str:
    """The sentence of a contradiction between an indicator and an answer."""
    says = _("an indicator says the contrary")
    if figure and part.latest:
        says = _value_words(part.latest)
    return _("“%(question)s” Answer: %(answer)s; %(measure)s.") % {
        "question": part.question.text.to(lang()),
        "answer": GivenAnswer.Said(part.answer).label if part.answer else _("no answer yet"),
        "measure": says,
    }


def _value_words(latest: LatestValue) -> str:
    """The value, its status, its period and its indicator: "the measure says 57 % in 2026 (…)"."""
    sheet, period = catalogue().get(latest.indicator), latest.period
    unit, *per = sheet.unit.symbol.split("/")
    value = f"{format_central(latest.value, unit, lang())} {per_words(per)}".strip()
    whole = period == Period.year(period.start.year)
    when = _("in %(year)s") % {"year": period.start.year} if whole else period_words(period)
    return _("%(what)s says %(value)s %(when)s (%(name)s)") % {
        "what": _HOW[latest.status](),
        "value": value,
        "when": when,
        "name": sheet.name.to(lang()),
    }


@dataclass(frozen=True, slots=True)
class BesideWords:
    name: str
    url: str
    says_done: bool | None
    differs: bool


def beside_words(authority: Authority, found: dict[str, Beside]) -> dict[str, BesideWords]:
    """By question and detail, the indicator in the words of the page."""
    return {
        question: BesideWords(
            catalogue().get(each.indicator).name.to(lang()),
            reverse("indicator_page", args=[authority.slug, each.indicator]),
            each.says_done,
            each.differs,
        )
        for question, each in found.items()
    }


_HOW = {
    Status.MEASURED: lambda: _("the measure"),
    Status.DECLARED: lambda: _("the declared value"),
    Status.ESTIMATED: lambda: _("the estimate"),
    Status.DEFAULT: lambda: _("the default value"),
}


def track_words(rule: TrackRule) -> str:
    """A track in one sentence."""
    return _("Your track: %(name)s (%(whom)s). %(sentence)s") % {
        "name": rule.name.to(lang()),
        "whom": rule.whom.to(lang()),
        "sentence": rule.sentence.to(lang()),
    }


def track_choices() -> list[tuple[str, str]]:
    """The tracks a person may choose, smallest first, with whom each is for."""
    rules = {rule.track: rule for rule in tracks()}
    return [
        (str(track), f"{rules[track].name.to(lang())} ({rules[track].whom.to(lang())})")
        for track in Track
    ]
