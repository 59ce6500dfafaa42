"""The pages of the path and of a commitment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

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
_ALSO = 3  # figures a card shows under its main one


@dataclass(frozen=True, slots=True)
class Card:
    """A measured commitment: main figure, its change, three more figures, link to the others."""

    title: str
    ambition: int
    main: Figure
    change: str
    url: str
    also: tuple[Figure, ...]
    more_url: str
    others: int


@dataclass(frozen=True, slots=True)
class PathPage:
    """Where an authority stands; ``trial_days`` is None outside of a trial."""

    sentence: str
    milestones: tuple[Milestone, ...]
    cards: tuple[Card, ...]
    footprint_measured: bool
    trial_days: int | None
    duties: tuple[Deadline, ...]  # the most pressing ones
    duties_count: int
    duties_open: int  # what only the authority can settle
    answered: bool  # somebody answered the diagnosis
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
    return PathPage(
        sentence=sentence(path, lang()),
        milestones=tuple(
            milestone(standing, commitment_url(authority, standing.commitment.number))
            for standing in path
        ),
        cards=tuple(_card(authority, standing, known) for standing in measured),
        footprint_measured=any(o.indicator == "footprint.total" for o in known),
        trial_days=_days_left(authority),
        duties=deadlines_of(findings, today, known_of(authority))[:_NEXT_DUTIES],
        duties_count=sum(finding.verdict is Verdict.APPLIES for finding in findings),
        duties_open=sum(finding.verdict is Verdict.DEPENDS for finding in findings),
        answered=answered,
        late_actions=len(late),
        next_actions=_next_actions(authority, lines, today),
    )


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
    also = rest[:_ALSO]
    moved = change(o for o in known if o.indicator == main.indicator)
    commitment = standing.commitment
    return Card(
        title=f"{commitment.number} · {commitment.short.to(lang())}",
        ambition=commitment.ambition.number,
        main=figure(catalogue().get(main.indicator), main),
        change=change_words(moved, catalogue().get(main.indicator)) if moved else "",
        url=indicator_url(authority, main.indicator),
        also=tuple(figure(catalogue().get(o.indicator), o) for o in also),
        more_url=commitment_url(authority, commitment.number),
        others=len(rest) - len(also),
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
