"""The pages of the path and of a commitment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Milestone
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.territories.duties import Verdict
from jalons.foundation.territories.queries import duties_of
from jalons.kernel import Observation
from jalons.strategy.engine.catalogue import Commitment
from jalons.strategy.engine.diagnosis.path import Standing, change, latest_by_indicator, walked
from jalons.strategy.engine.roadmap.roadmap import Line as ActionLine
from jalons.strategy.engine.roadmap.roadmap import Pace
from jalons.strategy.store import catalogue
from jalons.strategy.web.catalogue.pages import (
    CommitmentWords,
    IndicatorEntry,
    commitment_url,
    commitment_words,
    entry,
    indicator_url,
)
from jalons.strategy.web.diagnosis.queries import answers, current
from jalons.strategy.web.observations import queries
from jalons.strategy.web.observations.figures import (
    Figure,
    change_words,
    figure,
    milestone,
)
from jalons.strategy.web.roadmap.queries import lines as roadmap_lines
from jalons.strategy.web.statutory.deadlines import Deadline, deadlines_of, known_of
from jalons.strategy.words.path import sentence, standing_words

_NEXT_DUTIES = 3
_NEXT_ACTIONS = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A measured commitment: its name, main figure and change, other figures, late actions."""

    title: str
    ambition: int
    main: Figure
    change: str
    url: str
    more_url: str
    others: int
    late: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now: why, what the button says, where it leads."""

    why: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PathPage:
    """Where an authority stands; ``trial_days`` is None outside of a trial."""

    sentence: str
    step: NextStep
    milestones: tuple[Milestone, ...]
    cards: tuple[Card, ...]
    trial_days: int | None
    duties: tuple[Deadline, ...]  # the most pressing ones
    duties_count: int
    duties_open: int  # what only the authority can settle
    late_actions: int
    next_actions: tuple[tuple[str, str, str], ...]  # title, address, last day in words


def path_page(authority: Authority) -> PathPage:
    known = queries.observations(authority)
    territory = authority.territory
    findings = duties_of(territory, staff=authority.staff) if territory else ()
    answered = bool(answers(authority))
    lines, today = roadmap_lines(authority), timezone.localdate()
    late = [line for line in lines if line.pace(today) is Pace.LATE]
    path = _standings(authority, latest_by_indicator(known), late, answered=answered)
    measured = [standing for standing in path if standing.measured]
    duties = deadlines_of(findings, today, known_of(authority))[:_NEXT_DUTIES]
    return PathPage(
        sentence=sentence(path, lang()),
        step=_next_step(
            authority,
            late_duty=next((duty for duty in duties if duty.late), None),
            late=late,
            answered=answered,
            weighed=any(each.indicator == "footprint.total" for each in known),
        ),
        milestones=tuple(
            milestone(standing, commitment_url(authority, standing.commitment.number))
            for standing in path
        ),
        cards=tuple(_card(authority, standing, known) for standing in measured),
        trial_days=_days_left(authority),
        duties=duties,
        duties_count=sum(finding.verdict is Verdict.APPLIES for finding in findings),
        duties_open=sum(finding.verdict is Verdict.DEPENDS for finding in findings),
        late_actions=len(late),
        next_actions=_next_actions(authority, lines, today),
    )


def _next_step(
    authority: Authority,
    *,
    late_duty: Deadline | None,
    late: list[ActionLine],
    answered: bool,
    weighed: bool,
) -> NextStep:
    """The next step by rule: what is late by law, then what was planned, then what is unknown."""
    if late_duty:
        why = _("%(duty)s: %(when)s.") % {"duty": late_duty.name, "when": late_duty.when}
        return _step(authority, why, _("Prepare what the law waits for"), "documents")
    if late:
        number = len(late)
        why = ngettext("%(n)s action is late.", "%(n)s actions are late.", number) % {"n": number}
        return _step(authority, why, _("See what is late"), "roadmap", "?etat=late")
    if not answered:
        why = _("About thirty questions, half an hour: you will know where you stand.")
        return _step(authority, why, _("Answer the questions"), "diagnosis")
    if not weighed:
        why = _("The export of your inventory is enough, even full of holes: ten minutes.")
        return _step(authority, why, _("Drop an inventory"), "footprint_index")
    why = _("Nothing is late. What is planned next is below.")
    return _step(authority, why, _("Open the roadmap"), "roadmap")


def _step(authority: Authority, why: str, label: str, page: str, query: str = "") -> NextStep:
    return NextStep(why, label, reverse(page, args=[authority.slug]) + query)


def _standings(
    authority: Authority,
    latest: Mapping[str, Observation],
    late: Iterable[ActionLine],
    *,
    answered: bool,
) -> tuple[Standing, ...]:
    """The nine commitments from observations, answers and late actions."""
    return queries.path_of(
        latest,
        walked(current(authority, latest)) if answered else None,
        Counter(number for line in late for number in line.commitments),
    )


def _next_actions(
    authority: Authority, lines: Iterable[ActionLine], today: date
) -> tuple[tuple[str, str, str], ...]:
    """The open actions in time whose end is nearest."""
    ahead = [(line.end, line) for line in lines if line.end and line.pace(today) is Pace.ON_TIME]
    return tuple(
        (line.title, reverse("roadmap_action", args=[authority.slug, line.id]), day_words(end))
        for end, line in sorted(ahead, key=lambda pair: pair[0])[:_NEXT_ACTIONS]
    )


def _card(authority: Authority, standing: Standing, known: list[Observation]) -> Card:
    main, *rest = standing.observations
    moved = change(o for o in known if o.indicator == main.indicator)
    commitment = standing.commitment
    return Card(
        title=f"{commitment.number} · {commitment.short.to(lang())}",
        ambition=commitment.ambition.number,
        main=figure(catalogue().get(main.indicator), main),
        change=change_words(moved, catalogue().get(main.indicator)) if moved else "",
        url=indicator_url(authority, main.indicator),
        more_url=commitment_url(authority, commitment.number),
        others=len(rest),
        late=standing.late,
    )


def _days_left(authority: Authority) -> int | None:
    if authority.kind != Authority.Kind.TRIAL:
        return None
    end = authority.created_at + timedelta(days=settings.OPTIONS["TRIAL_DAYS"])
    return max(0, (end - timezone.now()).days)


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """A commitment of an authority: where it is, its indicators, measured ones first.

    Of those not measured, the core ones come first; ``more`` are the others, folded. ``assumed``
    are the assumptions and projections: they are never counted as measured.
    """

    commitment: CommitmentWords
    status: str
    measured: tuple[IndicatorEntry, ...]
    unmeasured: tuple[IndicatorEntry, ...]
    more: tuple[IndicatorEntry, ...]
    assumed: tuple[IndicatorEntry, ...]

    @property
    def total(self) -> int:
        """How many indicators of the commitment can be measured."""
        return len(self.measured) + len(self.unmeasured) + len(self.more)


def _core_first(row: IndicatorEntry) -> bool:
    return not row.indicator.core


def commitment_page(authority: Authority, commitment: Commitment) -> CommitmentPage:
    latest = queries.latest(authority)
    sheets = [
        entry(indicator, latest.get(indicator.id), indicator_url(authority, indicator.id))
        for indicator in catalogue().of_commitment(commitment.number)
    ]
    today = timezone.localdate()
    late = [line for line in roadmap_lines(authority) if line.pace(today) is Pace.LATE]
    path = _standings(authority, latest, late, answered=bool(answers(authority)))
    standing = next(each for each in path if each.commitment.number == commitment.number)
    to_measure = [row for row in sheets if not row.nature]
    return CommitmentPage(
        commitment=commitment_words(commitment),
        status=standing_words(standing, lang()),
        measured=tuple(sorted((row for row in to_measure if row.figure), key=_core_first)),
        unmeasured=tuple(row for row in to_measure if not row.figure and row.indicator.core),
        more=tuple(row for row in to_measure if not row.figure and not row.indicator.core),
        assumed=tuple(row for row in sheets if row.nature),
    )
