"""What an open page shows, for machines: without a token, and nothing the page does not show."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall, Call, Endpoints
from jalons.foundation.api.records import BoundsRecord, Page, PageQuery, Record
from jalons.strategy.engine.comparison import Compared
from jalons.strategy.engine.publication import (
    PublicAction,
    PublicActor,
    PublicChange,
    PublicCommitment,
    PublicIndicator,
    PublicTerritory,
)
from jalons.strategy.web.comparison.queries import comparison
from jalons.strategy.web.publication import queries
from jalons.strategy.web.publication.shown import territory


class PublicMilestoneRecord(Record, frozen=True, kw_only=True):
    """A milestone, and where the authority is with it.

    ``progress`` is reached, essential, contradicted, under_way, ahead, not_concerned or beyond.
    Essential: what the track of the authority asks is done, not all of it. Contradicted: the
    answers reach it, and a measure says the contrary.
    """

    title: str
    progress: str


class PublicCommitmentRecord(Record, frozen=True, kw_only=True):
    """A commitment shown: shares (0 to 1) of the diagnosis, null while nobody answered.

    ``against`` says where a measure contradicts an answer; shares compare only under the same
    ``referential`` and the same ``scoring``.
    """

    id: str
    number: int
    title: str
    done: float | None
    planned: float | None
    not_done: float | None
    unknown: float | None
    milestones: list[PublicMilestoneRecord]
    against: list[str]
    referential: str
    scoring: str


class PublicActionRecord(Record, frozen=True, kw_only=True):
    """An action shown; departments lead it, no person is named."""

    id: str
    number: str
    title: str
    description: str
    commitments: list[int]
    departments: list[str]
    status: str
    pace: str
    start: date | None
    end: date | None
    tasks_done: int
    tasks: int
    indicators: list[str]


class PublicValueRecord(Record, frozen=True, kw_only=True):
    """The value of an indicator for a period, both days included."""

    start: date
    end: date
    value: BoundsRecord
    status: str
    method: str
    included: list[str]
    excluded: list[str]
    sources: list[str]


class PublicIndicatorRecord(Record, frozen=True, kw_only=True):
    """An indicator shown, with the objective the authority set itself if it did."""

    id: str
    indicator: str
    name: str
    unit: str
    values: list[PublicValueRecord]
    target: float | None
    target_on: date | None


class PublicActorRecord(Record, frozen=True, kw_only=True):
    """An organisation that agreed to be named."""

    id: str
    name: str
    kind: str
    role: str
    brings: str


class PublicChangeRecord(Record, frozen=True, kw_only=True):
    """Something that changed in what is shown: a verb and an object."""

    id: str
    when: datetime
    verb: str
    about: str
    label: str


class ComparisonRecord(Record, frozen=True, kw_only=True):
    """An indicator among look-alikes; quartiles are null when the group is too small."""

    indicator: str
    value: BoundsRecord
    unit: str
    method: str
    members: int
    first_quartile: float | None
    median: float | None
    third_quartile: float | None


def declare(endpoints: Endpoints, read: str) -> None:
    """Add the endpoints of the public page and of the comparison to those of the room."""
    endpoints.get("public/<slug:territory>/commitments", _("The commitments of a public page"))(
        public_commitments
    )
    endpoints.get("public/<slug:territory>/actions", _("The actions of a public page"))(
        public_actions
    )
    endpoints.get("public/<slug:territory>/indicators", _("The indicators of a public page"))(
        public_indicators
    )
    endpoints.get("public/<slug:territory>/actors", _("The actors of a public page"))(public_actors)
    endpoints.get("public/<slug:territory>/changes", _("The changes of a public page"))(
        public_changes
    )
    endpoints.get(
        "comparison", _("The indicators among those of look-alike territories"), scope=read
    )(compared)


def public_commitments(_call: Call, territory: str) -> list[PublicCommitmentRecord]:
    """In their order; 404 while the page is closed."""
    shown = _shown(territory)
    return [_commitment(each, shown) for each in shown.commitments]


def public_actions(_call: Call, territory: str, query: PageQuery) -> Page[PublicActionRecord]:
    """By number and title; 404 while the page is closed."""
    return Page.of(list(_shown(territory).actions), query, _action)


def public_indicators(_call: Call, territory: str, query: PageQuery) -> Page[PublicIndicatorRecord]:
    """In the order of the catalogue; 404 while the page is closed."""
    return Page.of(list(_shown(territory).indicators), query, _indicator)


def public_actors(_call: Call, territory: str, query: PageQuery) -> Page[PublicActorRecord]:
    """By name, those that agreed; 404 while the page is closed."""
    return Page.of(list(_shown(territory).actors), query, _actor)


def public_changes(_call: Call, territory: str, query: PageQuery) -> Page[PublicChangeRecord]:
    """Latest first; 404 while the page is closed."""
    return Page.of(list(_shown(territory).changes), query, _change)


def compared(call: AuthorityCall, query: PageQuery) -> Page[ComparisonRecord]:
    """Empty for an authority that does not share its own values."""
    return Page.of(list(comparison(call.authority)), query, _comparison)


def _shown(slug: str) -> PublicTerritory:
    page = queries.open_page(slug)
    if page is None:
        raise Http404(slug)
    return territory(page)


def _commitment(each: PublicCommitment, shown: PublicTerritory) -> PublicCommitmentRecord:
    return PublicCommitmentRecord(
        id=str(each.urn),
        number=each.number,
        title=each.title,
        done=each.done,
        planned=each.planned,
        not_done=each.not_done,
        unknown=each.unknown,
        milestones=[
            PublicMilestoneRecord(title=step.title, progress=step.progress)
            for step in each.milestones
        ],
        against=list(each.against),
        referential=shown.referential,
        scoring=shown.scoring,
    )


def _action(each: PublicAction) -> PublicActionRecord:
    return PublicActionRecord(
        id=str(each.urn),
        number=each.number,
        title=each.title,
        description=each.description,
        commitments=list(each.commitments),
        departments=list(each.departments),
        status=each.status,
        pace=each.pace,
        start=each.start,
        end=each.end,
        tasks_done=each.tasks_done,
        tasks=each.tasks,
        indicators=list(each.indicators),
    )


def _actor(each: PublicActor) -> PublicActorRecord:
    return PublicActorRecord(
        id=str(each.urn), name=each.name, kind=each.kind, role=each.role, brings=each.brings
    )


def _indicator(each: PublicIndicator) -> PublicIndicatorRecord:
    target = each.objective
    return PublicIndicatorRecord(
        id=str(each.urn),
        indicator=each.id,
        name=each.name,
        unit=each.unit,
        values=[
            PublicValueRecord(
                start=value.period.start,
                end=value.period.end,
                value=BoundsRecord.of(value.value),
                status=value.status,
                method=value.method,
                included=list(value.included),
                excluded=list(value.excluded),
                sources=list(value.sources),
            )
            for value in each.values
        ],
        target=target.target if target else None,
        target_on=target.target_on if target else None,
    )


def _change(each: PublicChange) -> PublicChangeRecord:
    return PublicChangeRecord(
        id=str(each.urn), when=each.when, verb=each.verb, about=str(each.about), label=each.label
    )


def _comparison(each: Compared) -> ComparisonRecord:
    return ComparisonRecord(
        indicator=each.own.indicator,
        value=BoundsRecord.of(each.own.value),
        unit=each.own.unit.symbol,
        method=each.own.method,
        members=each.members,
        first_quartile=each.first,
        median=each.median,
        third_quartile=each.third,
    )
