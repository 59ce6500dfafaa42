"""The legal deadlines of an authority: the single list for pages, calendar and mails.

A duty that public data leave undecided has no deadline here. It is called late only when it surely
applies and when an answer says that it is not done: its document may have been voted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.territories.duties import DutyDate, Finding, Verdict
from jalons.foundation.territories.queries import duties_of
from jalons.strategy.engine.statutory.calendar import day_of, next_day
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.store import manifesto
from jalons.strategy.web.diagnosis.models import GivenAnswer
from jalons.strategy.web.statutory.models import StatutoryDocument


class When(StrEnum):
    """The state of a deadline, the most urgent first."""

    LATE = "late"
    CHECK = "check"  # its day is past, and nobody can say here whether it was done
    YEARLY = "yearly"  # every year, without a fixed day
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a step was done: a document signed off, or the answer to a question."""

    kind: DocumentKind
    question: str


_NOT_YET = frozenset({GivenAnswer.Said.NOT_DONE, GivenAnswer.Said.PLANNED})
PROOFS = {
    ("reen_strategy", 0): Proof(DocumentKind.PROGRAMME, "8.1.1"),
    ("reen_strategy", 1): Proof(DocumentKind.STRATEGY, "8.2.1"),
    ("reen_review", 0): Proof(DocumentKind.REVIEW, "8.4.1"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the steps done: the last year signed off by kind of document, the answers to
    the questions about them; ``trial`` when nothing can be known, a visitor of a trial.
    """

    signed: Mapping[DocumentKind, int] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A step of a duty that applies: what, how it stands, its day if it has one, in words.

    ``step`` is its rank in the duty; ``confirmed``: its source was read, and nothing
    remains unsure.
    """

    duty: str
    step: int
    state: When
    name: str
    what: str
    when: str
    note: str
    day: date | None
    days_left: int | None
    law: str
    link: str
    confirmed: bool
    commitment: int
    ambition: int

    @property
    def late(self) -> bool:
        return self.state is When.LATE


def deadlines(authority: Authority) -> tuple[Deadline, ...]:
    """The deadlines of an authority, late ones first; none without a territory."""
    if authority.territory is None:
        return ()
    findings = duties_of(authority.territory, staff=authority.staff)
    return deadlines_of(findings, timezone.localdate(), known_of(authority))


def known_of(authority: Authority) -> Known:
    """What an authority signed off and answered."""
    signed = living(StatutoryDocument, authority).filter(state=StatutoryDocument.State.SIGNED)
    years = {DocumentKind(kind): year for kind, year in
             signed.order_by("year").values_list("kind", "year")}  # fmt: skip
    answers = living(GivenAnswer, authority).filter(
        question__in=[each.question for each in PROOFS.values()]
    )
    return Known(
        signed=years,
        answers=dict(answers.values_list("question", "said")),
        trial=authority.kind == Authority.Kind.TRIAL,
    )


def deadlines_of(findings: Iterable[Finding], today: date, known: Known) -> tuple[Deadline, ...]:
    """The deadlines of the duties that surely apply: late, to be checked, yearly, then by day."""
    found = [
        step
        for finding in findings
        if finding.verdict is Verdict.APPLIES
        for step in _steps(finding, today, known)
    ]
    order = list(When)
    return tuple(
        sorted(found, key=lambda each: (order.index(each.state), each.day or date.max, each.name))
    )


def _steps(finding: Finding, today: date, known: Known) -> Iterator[Deadline]:
    """The steps of a duty still to do; of past ones, only the last."""
    past: list[int] = []
    for rank, step in enumerate(finding.duty.dates):
        if (day := next_day(step.on, today)) is not None:
            yield _deadline(finding, rank, When.AHEAD, day, today)
        elif step.yearly:
            yield _deadline(
                finding, rank, When.YEARLY, None, today, note=_last(finding, rank, known)
            )
        elif (finding.duty.id, rank) in PROOFS:
            past.append(rank)
    if past and (state := _past(finding.duty.id, past[-1], known)):
        day = day_of(finding.duty.dates[past[-1]].on)
        note = _note(finding.duty.id, past[-1], state, known)
        yield _deadline(finding, past[-1], state, day, today, note=note)


def _past(duty: str, step: int, known: Known) -> When | None:
    """The state of a step whose day is past; None when a signed-off document proves it done."""
    proof = PROOFS[duty, step]
    if proof.kind in known.signed:
        return None
    is_late = not known.trial and known.answers.get(proof.question) in _NOT_YET
    return When.LATE if is_late else When.CHECK


def _note(duty: str, step: int, state: When, known: Known) -> str:
    if state is When.LATE:
        return _("Your answers say it is not done yet.")
    if known.trial:
        return _("To be checked: this trial knows none of your documents.")
    if known.answers.get(PROOFS[duty, step].question) == GivenAnswer.Said.DONE:
        return _(
            "To be checked: your answers say it is done, no document signed off is recorded here."
        )
    return _("To be checked: neither an answer nor a document signed off here says it is done.")


def _last(finding: Finding, rank: int, known: Known) -> str:
    """The last year a yearly document was signed off."""
    proof = PROOFS.get((finding.duty.id, rank))
    year = known.signed.get(proof.kind) if proof else None
    return _("Last one signed off: %(year)s.") % {"year": year} if year else ""


def _when(state: When, step: DutyDate, day: date | None) -> str:
    """When a step is due, in words, the start of a sentence."""
    if state is When.YEARLY or day is None:
        return step.what[lang()]
    words = {
        When.LATE: _("late since %(day)s"),
        When.CHECK: _("asked for by %(day)s"),
        When.AHEAD: "%(day)s",
    }[state]
    return words % {"day": day_words(day)}


def _deadline(  # noqa: PLR0913  each one a fact of the deadline
    finding: Finding, rank: int, state: When, day: date | None, today: date, *, note: str = ""
) -> Deadline:
    duty, step = finding.duty, finding.duty.dates[rank]
    return Deadline(
        duty=duty.id,
        step=rank,
        state=state,
        name=duty.name[lang()],
        what=duty.what[lang()] if state is When.YEARLY else step.what[lang()],
        when=_when(state, step, day),
        note=note,
        day=day,
        days_left=(day - today).days if day and state is When.AHEAD else None,
        law=duty.law,
        link=duty.link,
        confirmed=duty.verified and not duty.doubt,
        commitment=duty.commitment,
        ambition=manifesto().commitment(duty.commitment).ambition.number,
    )
