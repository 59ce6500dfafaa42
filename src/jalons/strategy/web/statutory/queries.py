"""Queries on the documents, and the material they are written from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.territories.duties import Finding, Verdict
from jalons.foundation.territories.queries import duties_of
from jalons.kernel import Interval, Observation, Source
from jalons.strategy.documents import title_of
from jalons.strategy.documents.facts import measures_of
from jalons.strategy.documents.material import (
    Actor,
    Aim,
    Cost,
    Duty,
    Grant,
    LastYear,
    Material,
    Plan,
    RoadmapAction,
    Subject,
    Task,
    TerritoryFacts,
    scaled,
)
from jalons.strategy.documents.wording import say
from jalons.strategy.engine.catalogue import Words
from jalons.strategy.engine.diagnosis.path import latest_by_indicator
from jalons.strategy.engine.diagnosis.referential import ReadyAction
from jalons.strategy.engine.indicators.trajectory import follow
from jalons.strategy.engine.roadmap.roadmap import ordered
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.engine.statutory.yearly import YearFacts
from jalons.strategy.store import (
    catalogue,
    decree,
    manifesto,
    referential,
    referential_versions,
)
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.diagnosis.queries import current
from jalons.strategy.web.indicators.models import FollowedIndicator, Objective
from jalons.strategy.web.observations.queries import observations
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap.models import Action, ActionTask, BudgetLine, Funding
from jalons.strategy.web.statutory.models import StatutoryDocument, WordTemplate
from jalons.strategy.web.territory import queries as territory

_DIGITAL_STRATEGY = ("reen_strategy", "reen_review")
_LAST_YEAR_KINDS = (DocumentKind.REVIEW, DocumentKind.STRATEGY, DocumentKind.PROGRAMME)


def documents(authority: Authority) -> QuerySet[StatutoryDocument]:
    return living(StatutoryDocument, authority).defer("frozen", "kept")


def document(authority: Authority, pk: UUID) -> StatutoryDocument | None:
    """A document of an authority, None when it has none of that name or deleted it."""
    found = living(StatutoryDocument, authority).filter(pk=pk)
    return found.select_related("authority").first()


def latest(authority: Authority, kind: DocumentKind, year: int) -> StatutoryDocument | None:
    found = living(StatutoryDocument, authority).filter(kind=kind, year=year)
    return found.order_by("-edition").first()


def signed_before(
    authority: Authority, year: int, kinds: tuple[DocumentKind, ...]
) -> StatutoryDocument | None:
    """The latest document signed off for an earlier year, the first of ``kinds`` preferred."""
    found = living(StatutoryDocument, authority).filter(
        state=StatutoryDocument.State.SIGNED, year__lt=year, kind__in=kinds
    )
    ranked = sorted(found, key=lambda each: (-each.year, kinds.index(DocumentKind(each.kind)),
                                             -each.edition))  # fmt: skip
    return ranked[0] if ranked else None


def template(authority: Authority) -> WordTemplate | None:
    """The Word template the documents of an authority are written in, None without."""
    return living(WordTemplate, authority).first()


def material(
    authority: Authority,
    year: int,
    *,
    today: date,
    draft: StatutoryDocument | None = None,
    final: bool = False,
) -> Material:
    """Everything the documents of a year may say; measures of later periods are left out.

    ``draft`` brings what people wrote and chose in a document; ``final`` is said of one that is
    signed off now, and may be published.
    """
    about = draft.about if draft else ""
    known_observations = tuple(
        each for each in observations(authority) if each.period.end.year <= year
    )
    axes = {each.axis.pk: each for each in roadmap.axes(authority)}
    return Material(
        subject=_subject(authority),
        year=year,
        day=today,
        manifesto=manifesto(),
        catalogue=catalogue(),
        decree=decree(),
        diagnosis=current(authority, latest_by_indicator(known_observations)),
        observations=known_observations,
        aims=_aims(authority, known_observations),
        axes=tuple((each.label, each.axis.description) for each in axes.values()),
        actions=_roadmap_actions(authority, {pk: each.label for pk, each in axes.items()}, today),
        plans=tuple(
            Plan(each.kind, each.name, each.start, each.end) for each in roadmap.plans(authority)
        ),
        actors=_actors(authority),
        duties=_duties(authority),
        texts=dict(draft.texts) if draft else {},
        left=reasons(authority, year),
        last=_last_year(authority, year, known_observations),
        territory=_territory(authority),
        proposed=DocumentKind(about) if about else proposed(authority, year),
        followed=frozenset(
            FollowedIndicator.objects.of(authority).values_list("indicator", flat=True)
        ),
        final=final,
    )


def _actors(authority: Authority) -> tuple[Actor, ...]:
    """The organisations concerned; those that left are no longer."""
    present = register.actors(authority).exclude(state="left")
    return tuple(
        Actor(each.name, each.kind, each.role, each.brings, each.signed, each.signed_on,
              each.agreed)
        for each in register.ordered(present, "name")
    )  # fmt: skip


def reasons(authority: Authority, year: int) -> dict[str, str]:
    """Why optional items of the decree are left out, as the strategy of a year says."""
    strategy = latest(authority, DocumentKind.STRATEGY, year)
    return dict(strategy.left) if strategy else {}


def known(material: Material) -> bool:
    """Whether anything at all is known that a document could use."""
    return bool(
        material.observations
        or material.actions
        or material.aims
        or material.actors
        or material.texts
        or material.diagnosis.completeness
    )


def _subject(authority: Authority) -> Subject:
    territory = authority.territory
    source = None
    if territory and territory.population is not None:
        source = Source(_("legal populations"), "Insee", None, "Licence ouverte")
    return Subject(
        name=authority.name,
        kind=territory.kind if territory else None,
        nature=(territory.nature or None) if territory else None,
        population=territory.population if territory else None,
        population_source=source,
        staff=authority.staff,
        fictional=authority.kind == Authority.Kind.DEMO,
    )


def _territory(authority: Authority) -> TerritoryFacts:
    sheet = territory.sheet_of(authority)
    confirmed = sheet.confirmed_at is not None
    return TerritoryFacts(
        territory.estimate_of(sheet),
        territory.known_of(sheet),
        confirmed,
        territory.is_overseas(sheet),
    )


def _duties(authority: Authority) -> tuple[Duty, ...]:
    if authority.territory is None:
        return ()
    found = duties_of(authority.territory, staff=authority.staff)
    return tuple(_duty(each) for each in found if each.duty.id in _DIGITAL_STRATEGY)


def _duty(finding: Finding) -> Duty:
    duty = finding.duty
    applies = {Verdict.APPLIES: True, Verdict.DEPENDS: None, Verdict.NOT: False}
    source = Source(
        duty.source.removesuffix(", Légifrance"),
        "Légifrance",
        None,
        "Licence ouverte",
        duty.link,
        duty.verified,
    )
    name, what = (Words(each["fr"], each["en"]) for each in (duty.name, duty.what))
    return Duty(name, what, duty.law, applies[finding.verdict], source)


def _aims(authority: Authority, known: tuple[Observation, ...]) -> tuple[Aim, ...]:
    series: dict[str, list[tuple[date, Interval]]] = defaultdict(list)
    sheets = catalogue().indicators
    for each in known:
        if each.indicator in sheets and sheets[each.indicator].measures:
            value = scaled(each, sheets[each.indicator])
            series[each.indicator].append((each.period.end, value))
    found = []
    for objective in living(Objective, authority):
        if objective.indicator not in sheets:
            continue
        indicator, course = sheets[objective.indicator], objective.course
        following = follow(course, series[indicator.id], indicator.direction)
        found.append(Aim(indicator, course, following, objective.decided_by))
    return tuple(found)


def _roadmap_actions(
    authority: Authority, axes: Mapping[int, str], today: date
) -> tuple[RoadmapAction, ...]:
    """The actions by number as people count: 1.2 before 1.10."""
    lines = roadmap.lines(authority)
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    for task in roadmap.parts(ActionTask, authority):
        tasks[task.action_id].append(Task(task.title, task.due, task.done_at))
    costs: dict[UUID, list[Cost]] = defaultdict(list)
    for line in roadmap.parts(BudgetLine, authority):
        cost = Cost(line.year, line.nature, line.measure, line.planned, line.actual)
        costs[line.action_id].append(cost)
    grants: dict[UUID, list[Grant]] = defaultdict(list)
    for row in roadmap.parts(Funding, authority):
        grants[row.action_id].append(
            Grant(row.funder, row.state, row.asked, row.granted, row.scheme, row.deadline)
        )
    partners = register.partners_of(authority)
    titles = {each.id: each.title for each in lines}
    ready = _ready_actions()
    rows = roadmap.actions(authority).prefetch_related("linked_plans")
    found = {str(each.pk): each for each in rows}
    return tuple(
        _roadmap_action(
            (each := found[line.id]),
            ready.get(each.ready_action),
            axis=axes.get(each.axis_id or 0, ""),
            parent=titles.get(str(each.parent_id), "") if each.parent_id else "",
            pace=line.pace(today),
            tasks=tuple(tasks[each.pk]),
            costs=tuple(costs[each.pk]),
            grants=tuple(grants[each.pk]),
            partners=partners.get(each.pk, ()),
        )
        for line in ordered(lines, "number", today)
        if line.id in found
    )


def _ready_actions() -> dict[str, ReadyAction]:
    """The ready-made actions by id, of every version: an action keeps the id it came from."""
    versions = referential_versions()
    return {action.id: action for version in versions for action in referential(version).actions}


def _roadmap_action(action: Action, ready: ReadyAction | None, **more: Any) -> RoadmapAction:
    return RoadmapAction(
        id=str(action.pk),
        number=action.number,
        title=action.title,
        description=action.description,
        status=action.status,
        priority=action.priority,
        participation=action.participation,
        start=action.start,
        end=action.end,
        commitments=tuple(action.commitments),
        departments=tuple(action.departments),
        indicators=tuple(action.indicators),
        plans=tuple(plan.name for plan in action.linked_plans.all()),
        decree=ready.decree if ready else (),
        elected_referent=action.elected_referent,
        effect=ready.reach_why.to(lang()) if ready else "",
        **more,
    )


def _last_year(authority: Authority, year: int, known: tuple[Observation, ...]) -> LastYear | None:
    """The figures of an earlier year: those of a document signed off, else the measures of then."""
    signed = signed_before(authority, year, _LAST_YEAR_KINDS)
    if signed and signed.kept:
        facts = YearFacts.from_json(signed.kept["facts"])
        return LastYear(facts, title_of(DocumentKind(signed.kind), signed.year, lang()))
    earlier = [each for each in known if each.period.end.year < year]
    if not earlier:
        return None
    facts = YearFacts(year - 1, measures=measures_of(earlier, catalogue()))
    return LastYear(facts, say("measures_of_year", lang(), year=year - 1))


def proposed(authority: Authority, year: int) -> DocumentKind:
    """The document a deliberation of the year is about: the furthest along, else the strategy."""
    order = [StatutoryDocument.State.SIGNED, StatutoryDocument.State.REVIEW,
             StatutoryDocument.State.DRAFT]  # fmt: skip
    kinds = (DocumentKind.REVIEW, DocumentKind.STRATEGY, DocumentKind.PROGRAMME)
    found = [
        (order.index(StatutoryDocument.State(state)), kinds.index(DocumentKind(kind)))
        for state, kind in documents(authority)
        .filter(year=year, kind__in=kinds)
        .values_list("state", "kind")
    ]
    return kinds[min(found)[1]] if found else DocumentKind.STRATEGY
