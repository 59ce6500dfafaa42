"""What each page of the diagnosis shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.numbers import format_number
from jalons.foundation.design.radar import Outline, Radar
from jalons.strategy.engine.basket import Proposal
from jalons.strategy.engine.diagnosis import (
    CommitmentScore,
    Diagnosis,
    MilestoneScore,
    Progress,
    QuestionScore,
    Shares,
)
from jalons.strategy.engine.referential import Effort, Reach
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.diagnosis.models import GivenAnswer
from jalons.strategy.web.diagnosis.queries import Beside
from jalons.strategy.web.figures import lang


def percent(share: float) -> str:
    """A share as a whole percentage."""
    return f"{format_number(100 * share, 0, lang())} %"


def short(number: int) -> str:
    """The short name of a commitment, with its number."""
    return f"{number} · {manifesto().commitment(number).short.to(lang())}"


def sentence(diagnosis: Diagnosis) -> str:
    """What the diagnosis says, in one sentence."""
    if diagnosis.completeness == 0:
        return _("Nothing is answered yet: nine commitments, about thirty questions.")
    reached = sum(
        each.progress is Progress.REACHED
        for commitment in diagnosis.commitments
        for each in commitment.milestones
    )
    told = _("No milestone is reached yet")
    if reached:
        told = ngettext(
            "%(count)s milestone is reached", "%(count)s milestones are reached", reached
        ) % {"count": reached}
    return _("%(told)s; %(done)s of the path is done, %(planned)s is planned.") % {
        "told": told,
        "done": percent(diagnosis.shares.done),
        "planned": percent(diagnosis.shares.planned),
    }


def radar(diagnosis: Diagnosis) -> Radar:
    """The radar of the commitments: what is done, and with it what is planned."""
    shares = [each.shares for each in diagnosis.commitments]
    known = [each if each and each.known else None for each in shares]
    return Radar(
        title=_("What is done and planned, by commitment"),
        axes=tuple(str(each.path.number) for each in diagnosis.commitments),
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
    """The table beside the radar."""
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
        rows=tuple(_commitment_row(each, authority) for each in diagnosis.commitments),
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


def milestone_words(score: CommitmentScore) -> str:
    """Which milestone a commitment heads for."""
    ahead = score.milestone
    if ahead is None:
        return _("all milestones reached")
    return f"{ahead.milestone.id} {ahead.milestone.title.to(lang())}"


@dataclass(frozen=True, slots=True)
class MilestoneWords:
    """A milestone in the words of a page."""

    id: str
    title: str
    reached_when: str
    progress: str
    kind: str  # of the status component


def milestone_of(score: MilestoneScore) -> MilestoneWords:
    """A milestone and where the authority is with it."""
    words = {
        Progress.REACHED: (_("reached"), "ok"),
        Progress.UNDER_WAY: (_("under way"), "walk"),
        Progress.AHEAD: (_("ahead"), "idle"),
        Progress.NOT_CONCERNED: (_("does not concern you"), "idle"),
    }
    told, kind = words[score.progress]
    return MilestoneWords(
        score.milestone.id,
        score.milestone.title.to(lang()),
        score.milestone.reached_when.to(lang()),
        told,
        kind,
    )


def reasons(score: CommitmentScore) -> Table:
    """Why a commitment has its score: weights, rules, redistribution, answers."""
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
        rows=tuple(_reason_row(each) for each in score.questions),
    )


def _reason_row(score: QuestionScore) -> tuple[Cell | str, ...]:
    said = GivenAnswer.Said(score.answer).label if score.answer else _("no answer yet")
    name = f"{score.question.id} {score.question.text.to(lang())}"
    if not score.concerned:
        return (name, str(said), "—", "—", "—", "—", "—", why(score))
    return (
        name,
        str(said),
        format_number(score.weight, None, lang()),
        format_number(score.points, 1, lang()),
        format_number(score.received, 1, lang()),
        format_number(score.points * score.shares.done, 1, lang()),
        format_number(score.points * score.shares.planned, 1, lang()),
        why(score),
    )


def why(score: QuestionScore) -> str:
    """The rules that held, those left open, and the part of the details."""
    told = [rule.because.to(lang()) for rule in score.fired]
    told += [
        _("Cannot be told yet, a fact is missing: %(rule)s") % {"rule": rule.because.to(lang())}
        for rule in score.undecided
    ]
    if score.detailed:
        told.append(_("Half of it stands on its details."))
    return " ".join(told)


@dataclass(frozen=True, slots=True)
class BesideWords:
    """What an indicator says beside an answer."""

    name: str
    url: str
    says_done: bool
    differs: bool


def beside_words(authority: Authority, found: dict[str, Beside]) -> dict[str, BesideWords]:
    """By question, the indicator in the words of the page."""
    return {
        question: BesideWords(
            catalogue().get(each.indicator).name.to(lang()),
            reverse("indicator_page", args=[authority.slug, each.indicator]),
            each.says_done,
            each.differs,
        )
        for question, each in found.items()
    }


@dataclass(frozen=True, slots=True)
class ProposalWords:
    """A proposed action in the words of the page."""

    id: str
    title: str
    summary: str
    commitment: int
    ambition: int
    steps: tuple[str, ...]
    effort: str
    cost: str
    reach: str
    reach_why: str
    gain: str
    because: tuple[str, ...]
    certain: bool
    verified: bool
    legal_basis: str
    legal_verified: bool
    indicators: tuple[str, ...]
    examples: tuple[tuple[str, str, bool], ...]
    on_roadmap: bool


def proposals(
    found: Iterable[Proposal], diagnosis: Diagnosis, held: frozenset[str]
) -> tuple[ProposalWords, ...]:
    """The basket in words; ``held`` are the ready-made actions already on the roadmap."""
    bands = diagnosis.referential.cost_bands
    return tuple(_proposal(each, bands[each.action.cost].to(lang()), held) for each in found)


def _proposal(proposal: Proposal, cost: str, held: frozenset[str]) -> ProposalWords:
    action, basis = proposal.action, proposal.action.legal_basis
    number = int(action.id.partition("-")[0])
    return ProposalWords(
        id=action.id,
        title=action.title.to(lang()),
        summary=action.summary.to(lang()),
        commitment=number,
        ambition=manifesto().commitment(number).ambition.number,
        steps=tuple(step.to(lang()) for step in action.steps),
        effort=str(EFFORT[action.effort]()),
        cost=cost,
        reach=str(REACH[action.reach]()),
        reach_why=action.reach_why.to(lang()),
        gain=format_number(proposal.gain, 0, lang()),
        because=tuple(each.question.text.to(lang()) for each in proposal.because),
        certain=proposal.certain,
        verified=action.verified,
        legal_basis=basis.text.to(lang()) if basis else "",
        legal_verified=basis.verified if basis else True,
        indicators=tuple(catalogue().get(each).name.to(lang()) for each in action.indicators),
        examples=tuple(
            (each.text.to(lang()), each.source.publisher, each.verified) for each in action.examples
        ),
        on_roadmap=action.id in held,
    )


EFFORT = {
    Effort.DAYS: lambda: _("a few days"),
    Effort.WEEKS: lambda: _("a few weeks"),
    Effort.MONTHS: lambda: _("several months"),
}
REACH = {
    Reach.STRONG: lambda: _("strong effect"),
    Reach.NOTABLE: lambda: _("notable effect"),
    Reach.SMALL: lambda: _("small effect"),
}
