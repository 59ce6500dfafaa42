"""What each page of the room shows, put together from the store and the observations."""

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
from jalons.kernel import Messages, Observation, Source
from jalons.strategy.engine.catalogue import DECLARED, Ambition, Commitment, Indicator
from jalons.strategy.engine.diagnosis.path import (
    Standing,
    change,
    latest_by_indicator,
    same_measure,
    walked,
)
from jalons.strategy.engine.roadmap.roadmap import Line as ActionLine
from jalons.strategy.engine.roadmap.roadmap import Pace
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web import queries
from jalons.strategy.web.deadlines import Deadline, deadlines_of, known_of
from jalons.strategy.web.diagnosis.queries import current, given
from jalons.strategy.web.figures import (
    Figure,
    change_words,
    figure,
    method_words,
    milestone,
    unit_words,
)
from jalons.strategy.web.roadmap.queries import lines as roadmap_lines
from jalons.strategy.words import natures
from jalons.strategy.words.path import sentence, standing_words

_NEXT_DUTIES = 3
_NEXT_ACTIONS = 3
_ALSO = 3  # figures a card shows under its main one


def words(key: str) -> str:
    """A word of the catalogue in the language of the page."""
    return Messages.of("jalons.strategy").text(key, lang())


@dataclass(frozen=True, slots=True)
class Card:
    """A measured commitment: its main figure, how it moved, three more, and where the rest is."""

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
    """Where an authority stands; ``trial_days`` is None for an authority that is kept."""

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
    """The path of an authority."""
    known = queries.observations(authority)
    territory = authority.territory
    findings = duties_of(territory, staff=authority.staff) if territory else ()
    answered = bool(given(authority))
    lines, today = roadmap_lines(authority), timezone.localdate()
    late = [line for line in lines if line.pace(today) is Pace.LATE]
    path = _standings(authority, latest_by_indicator(known), late, answered=answered)
    measured = [standing for standing in path if standing.measured]
    return PathPage(
        sentence=sentence(path, lang()),
        milestones=tuple(
            milestone(standing, _commitment_url(authority, standing.commitment.number))
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
    """The nine commitments as observations, answers and late actions leave them."""
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
        url=_indicator_url(authority, main.indicator),
        also=tuple(figure(catalogue().get(o.indicator), o) for o in also),
        more_url=_commitment_url(authority, commitment.number),
        others=len(rest) - len(also),
    )


def _days_left(authority: Authority) -> int | None:
    if authority.kind != Authority.Kind.TRIAL:
        return None
    end = authority.created_at + timedelta(days=settings.OPTIONS["TRIAL_DAYS"])
    return max(0, (end - timezone.now()).days)


def _commitment_url(authority: Authority, number: int) -> str:
    return reverse("commitment_page", args=[authority.slug, number])


def _indicator_url(authority: Authority, indicator: str) -> str:
    return reverse("indicator_page", args=[authority.slug, indicator])


@dataclass(frozen=True, slots=True)
class Sheet:
    """An indicator in the words of the page, with its latest figure when there is one."""

    indicator: Indicator
    ambition: int
    id: str
    name: str
    definition: str
    unit: str
    direction: str
    frequency: str
    origin: str
    provider: str
    legal_basis: str
    legal_verified: bool
    legal_link: str
    nature: str  # the word for what is no measure, or empty
    note: str  # the sentence that says what its figure is worth, or empty
    figure: Figure | None
    url: str


def _giver(indicator: Indicator) -> str:
    """Who gives the values, as the messages name it: a room only when it computes them."""
    if indicator.provider == DECLARED:
        return DECLARED
    return "by_hand" if indicator.by_hand else indicator.provider or "formula"


def sheet(indicator: Indicator, latest: Observation | None = None, url: str = "") -> Sheet:
    """The sheet of an indicator in the language of the page."""
    basis = indicator.legal_basis
    return Sheet(
        indicator=indicator,
        ambition=manifesto().commitment(indicator.commitment).ambition.number,
        id=indicator.id,
        name=indicator.name.to(lang()),
        definition=indicator.definition.to(lang()),
        unit=unit_words(indicator),
        direction=words(f"direction.{indicator.direction}"),
        frequency=words(f"frequency.{indicator.frequency}"),
        origin=words(f"origin.{indicator.origin}"),
        provider=words(f"provider.{_giver(indicator)}"),
        legal_basis=basis.text.to(lang()) if basis else "",
        legal_verified=basis.verified if basis else True,
        legal_link=basis.link if basis else "",
        nature=natures.nature(indicator, lang()),
        note=natures.nature_note(indicator, lang())
        or (natures.default_values(latest, lang()) if latest else ""),
        figure=figure(indicator, latest) if latest else None,
        url=url,
    )


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """A commitment in the language of the page."""

    number: int
    ambition: Ambition
    ambition_name: str
    title: str
    does: str
    content: tuple[tuple[str, bool], ...]  # text, verified
    sources: tuple[Source, ...]


def commitment_words(commitment: Commitment) -> CommitmentWords:
    """A commitment in the language of the page."""
    return CommitmentWords(
        number=commitment.number,
        ambition=commitment.ambition,
        ambition_name=commitment.ambition.name.to(lang()),
        title=commitment.title.to(lang()),
        does=commitment.does.to(lang()),
        content=tuple((row.text.to(lang()), row.verified) for row in commitment.content),
        sources=tuple(dict.fromkeys(row.source for row in commitment.content)),
    )


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """A commitment of an authority: where it is, its indicators, measured ones first.

    Of those not measured, the core ones come first; ``more`` holds the others, folded. ``assumed``
    are the assumptions and projections: they are never counted as measured.
    """

    commitment: CommitmentWords
    status: str
    measured: tuple[Sheet, ...]
    unmeasured: tuple[Sheet, ...]
    more: tuple[Sheet, ...]
    assumed: tuple[Sheet, ...]

    @property
    def total(self) -> int:
        """How many indicators of the commitment can be measured."""
        return len(self.measured) + len(self.unmeasured) + len(self.more)


def _core_first(row: Sheet) -> bool:
    return not row.indicator.core


def commitment_page(authority: Authority, commitment: Commitment) -> CommitmentPage:
    """A commitment of an authority."""
    latest = queries.latest(authority)
    sheets = [
        sheet(indicator, latest.get(indicator.id), _indicator_url(authority, indicator.id))
        for indicator in catalogue().of_commitment(commitment.number)
    ]
    today = timezone.localdate()
    late = [each for each in roadmap_lines(authority) if each.pace(today) is Pace.LATE]
    path = _standings(authority, latest, late, answered=bool(given(authority)))
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


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """An indicator of an authority: its sheet, its latest figure, how it moved."""

    sheet: Sheet
    commitment: CommitmentWords
    change: str
    mixed: bool  # some values differ in perimeter or method
    latest: Observation | None
    method: str
    sources: tuple[Source, ...]


def indicator_page(authority: Authority, indicator: Indicator) -> IndicatorPage:
    """An indicator of an authority."""
    known = queries.observations(authority, indicator.id)
    latest = latest_by_indicator(known).get(indicator.id)
    moved = change(known) if indicator.measures else None  # an assumption does not move
    return IndicatorPage(
        sheet=sheet(indicator, latest, _indicator_url(authority, indicator.id)),
        commitment=commitment_words(manifesto().commitment(indicator.commitment)),
        change=change_words(moved, indicator) if moved else "",
        mixed=any(not same_measure(each, latest) for each in known) if latest else False,
        latest=latest,
        method=method_words(latest.method) if latest else "",
        sources=tuple(dict.fromkeys(latest.sources)) if latest else (),
    )


@dataclass(frozen=True, slots=True)
class AmbitionWords:
    """An ambition of the manifesto in the language of the page, with its commitments."""

    number: int
    name: str
    text: str
    commitments: tuple[CommitmentWords, ...]


@dataclass(frozen=True, slots=True)
class ManifestoPage:
    """The manifesto in the language of the page, its commitments under their ambitions."""

    title: str
    signed: object
    signatories: str
    about: tuple[tuple[str, bool], ...]  # text, verified
    ambitions: tuple[AmbitionWords, ...]
    sources: tuple[Source, ...]


def manifesto_page() -> ManifestoPage:
    """The manifesto."""
    found = manifesto()
    return ManifestoPage(
        title=found.title.to(lang()),
        signed=found.signed,
        signatories=", ".join(found.signatories),
        about=tuple((row.text.to(lang()), row.verified) for row in found.about),
        ambitions=tuple(
            AmbitionWords(
                ambition.number,
                ambition.name.to(lang()),
                ambition.text.to(lang()),
                tuple(commitment_words(c) for c in found.commitments if c.ambition == ambition),
            )
            for ambition in found.ambitions
        ),
        sources=tuple(dict.fromkeys(row.source for row in found.contents())),
    )


@dataclass(frozen=True, slots=True)
class CatalogueGroup:
    """The indicators of a commitment: the core ones, then the others."""

    commitment: CommitmentWords
    core: tuple[Sheet, ...]
    others: tuple[Sheet, ...]


def catalogue_page() -> tuple[CatalogueGroup, ...]:
    """Every indicator, under its commitment."""
    return tuple(_group(commitment) for commitment in manifesto().commitments)


def _group(commitment: Commitment) -> CatalogueGroup:
    sheets = [sheet(indicator) for indicator in catalogue().of_commitment(commitment.number)]
    return CatalogueGroup(
        commitment=commitment_words(commitment),
        core=tuple(row for row in sheets if row.indicator.core),
        others=tuple(row for row in sheets if not row.indicator.core),
    )
