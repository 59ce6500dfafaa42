"""What an authority shows, read from what it keeps: the only road to a public output."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.models import Entry, Verb
from jalons.kernel import Observation, Urn
from jalons.strategy.engine.diagnosis import CommitmentScore, Diagnosis
from jalons.strategy.engine.publication import (
    PublicAction,
    PublicActor,
    PublicChange,
    PublicCommitment,
    PublicDocument,
    PublicIndicator,
    PublicMilestone,
    PublicObjective,
    PublicTerritory,
    PublicValue,
    Shelf,
)
from jalons.strategy.engine.roadmap import ordered
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web import queries as measured
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.diagnosis import queries as diagnoses
from jalons.strategy.web.diagnosis.pages import against_words
from jalons.strategy.web.indicators.models import Objective
from jalons.strategy.web.publication import naming
from jalons.strategy.web.publication.models import PublicPage, Published
from jalons.strategy.web.publication.reading import cleared
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.statutory.models import StatutoryDocument
from jalons.strategy.words import natures

MOST_CHANGES = 200
PUBLISHED, WITHDRAWN, READ = "published", "withdrawn", "read"  # words of this room in the journal
_TOLD = {
    Verb.CREATED: Verb.CREATED,
    Verb.CHANGED: Verb.CHANGED,
    Verb.RESTORED: Verb.RESTORED,
    Verb.COMPUTED: Verb.COMPUTED,
    PUBLISHED: PUBLISHED,
}  # the others tell of work inside, not of what is shown


def territory(page: PublicPage) -> PublicTerritory:
    """All that the authority shows, as it is now; whether the page is open or not.

    What a person must read first is not there.
    """
    return cleared(page.authority, chosen(page))


def chosen(page: PublicPage) -> PublicTerritory:
    """All that the authority chose to show, what waits for a reading included: for members only."""
    authority = page.authority
    since = {each.urn: each.since for each in Published.objects.of(authority)}
    found = diagnoses.current(authority) if diagnoses.given(authority) else None
    commitments = _commitments(since, found)
    actions = _actions(authority, since)
    indicators, recorded = _indicators(authority, since)
    documents = _documents(authority, since)
    actors = _actors_named(authority, since)
    labels = {
        **{str(each.urn): (Shelf.COMMITMENTS, each.title) for each in commitments},
        **{str(each.urn): (Shelf.ACTIONS, each.title) for each in actions},
        **{str(each.urn): (Shelf.INDICATORS, each.name) for each in indicators},
        **{str(each.urn): (Shelf.DOCUMENTS, each.title) for each in documents},
        **{str(each.urn): (Shelf.ACTORS, each.name) for each in actors},
    }
    return PublicTerritory(
        urn=page.authority.urn,
        slug=authority.slug,
        name=authority.name,
        siren=authority.territory.siren if authority.territory else "",
        fictional=authority.kind == Authority.Kind.DEMO,
        introduction=page.introduction,
        contact_role=page.contact_role,
        contact_address=page.contact_address,
        opened=page.opened_at,
        referential=found.referential.reference if found and commitments else "",
        scoring=str(found.scoring) if found and commitments else "",
        completeness=found.completeness if found and commitments else None,
        commitments=commitments,
        actions=actions,
        indicators=indicators,
        documents=documents,
        changes=_changes(authority, since, labels, recorded),
        actors=actors,
        other_actors=_concerned(authority) - len(actors) if actors else 0,
    )


def _commitments(since: Collection[str], found: Diagnosis | None) -> tuple[PublicCommitment, ...]:
    return tuple(
        _commitment(each.number, found.commitment(each.number) if found else None, since)
        for each in manifesto().commitments
        if str(naming.commitment(each.number)) in since
    )


def _commitment(
    number: int, score: CommitmentScore | None, since: Collection[str]
) -> PublicCommitment:
    commitment = manifesto().commitment(number)
    shares = score.shares if score else None
    return PublicCommitment(
        urn=naming.commitment(number),
        number=number,
        ambition=commitment.ambition.number,
        title=commitment.title.to(lang()),
        done=shares.done if shares else None,
        planned=shares.planned if shares else None,
        not_done=shares.not_done if shares else None,
        unknown=shares.unknown if shares else None,
        milestones=tuple(
            PublicMilestone(
                title=each.milestone.title.to(lang()),
                reached_when=each.milestone.reached_when.to(lang()),
                progress=each.progress.value,
            )
            for each in (score.milestones if score else ())
        ),
        against=tuple(
            against_words(part, figure=str(naming.indicator(part.latest.indicator)) in since)
            for part in (score.contradictions if score else ())
            if part.latest
        ),
    )


def _actions(authority: Authority, since: Collection[str]) -> tuple[PublicAction, ...]:
    today = timezone.localdate()
    held = [line for line in roadmap.lines(authority) if str(Urn("action", line.id)) in since]
    rows = roadmap.actions(authority).defer("confidential", "lead_name", "elected_referent",
                                            "partners")  # fmt: skip
    by_id = rows.in_bulk([UUID(line.id) for line in held])
    found = []
    for line in ordered(held, "number", today):
        row = by_id.get(UUID(line.id))
        if row is None:
            continue
        done, tasks = line.progress
        found.append(
            PublicAction(
                urn=row.urn,
                number=row.number,
                title=row.title,
                description=row.description,
                commitments=tuple(row.commitments),
                departments=tuple(row.departments),
                status=row.status,
                pace=line.pace(today).value,
                start=row.start,
                end=row.end,
                tasks_done=done,
                tasks=tasks,
                indicators=tuple(row.indicators),
            )
        )
    return tuple(found)


def _actors_named(authority: Authority, since: Collection[str]) -> tuple[PublicActor, ...]:
    """The organisations that agreed and were chosen: one that no longer agrees is gone at once."""
    return tuple(
        PublicActor(each.urn, each.name, str(each.get_kind_display()), each.role, each.brings)
        for each in register.ordered(register.agreed(authority), "name")
        if str(each.urn) in since
    )


def _concerned(authority: Authority) -> int:
    return register.actors(authority).exclude(state="left").count()


# Indicators ---------------------------------------------------------------------------------------


def _indicators(
    authority: Authority, since: Collection[str]
) -> tuple[tuple[PublicIndicator, ...], list[tuple[Observation, datetime]]]:
    wanted = [
        sheet.id for sheet in catalogue().indicators.values()
        if str(naming.indicator(sheet.id)) in since
    ]  # fmt: skip
    recorded = measured.recorded(authority, wanted)
    aims = living(Objective, authority).filter(indicator__in=wanted)
    objectives = {each.indicator: each for each in aims}
    found = tuple(
        _indicator(name, [each for each, _when in recorded if each.indicator == name],
                   objectives.get(name))
        for name in wanted
    )  # fmt: skip
    return found, recorded


def _indicator(name: str, known: list[Observation], objective: Objective | None) -> PublicIndicator:
    sheet = catalogue().get(name)
    by_period = {each.period: each for each in known}  # of two, the later recorded
    latest = max(by_period.values(), key=lambda each: each.period.end, default=None)
    kept = sorted(by_period.values(), key=lambda each: (each.period.end, each.period.start))
    return PublicIndicator(
        urn=naming.indicator(name),
        id=name,
        name=sheet.name.to(lang()),
        definition=sheet.definition.to(lang()),
        unit=sheet.unit.symbol,
        note=natures.nature_note(sheet, lang())
        or (natures.default_values(latest, lang()) if latest else ""),
        values=tuple(_value(each, sheet.unit.factor) for each in kept if latest),
        objective=_objective(objective),
    )


def _value(each: Observation, factor: float) -> PublicValue:
    return PublicValue(
        period=each.period,
        value=each.value.scaled(each.unit.factor / factor),
        status=each.status.value,
        method=each.method,
        included=each.perimeter.included,
        excluded=each.perimeter.excluded,
        sources=tuple(source.cite() for source in each.sources),
    )


def _objective(kept: Objective | None) -> PublicObjective | None:
    if kept is None:
        return None
    return PublicObjective(kept.baseline, kept.baseline_on, kept.target, kept.target_on)


# Documents and changes ----------------------------------------------------------------------------


def _documents(authority: Authority, since: Collection[str]) -> tuple[PublicDocument, ...]:
    signed = StatutoryDocument.objects.of(authority).filter(
        state=StatutoryDocument.State.SIGNED,
        frozen__isnull=False,
        signed_at__isnull=False,
        deleted_at=None,
    )
    return tuple(
        PublicDocument(
            urn=each.urn,
            id=str(each.pk),
            title=naming.document(each),
            year=each.year,
            edition=each.edition,
            signed=timezone.localtime(each.signed_at).date(),
            file=f"{each.kind}-{each.year}-{each.edition}",
        )
        for each in signed
        if each.signed_at and str(each.urn) in since
    )


def _changes(
    authority: Authority,
    since: dict[str, datetime],
    labels: dict[str, tuple[Shelf, str]],
    recorded: Iterable[tuple[Observation, datetime]],
) -> tuple[PublicChange, ...]:
    """The latest changes of what is shown, since it is shown; names as they are today."""
    entries = (
        Entry.objects.of(authority)
        .filter(urn__in=list(labels), verb__in=list(_TOLD))
        .only("when", "verb", "urn")[: MOST_CHANGES * 4]
    )
    found: dict[tuple[object, str, str], PublicChange] = {}
    for entry in entries:
        if entry.when < since[entry.urn]:
            continue
        shelf, label = labels[entry.urn]
        day = timezone.localtime(entry.when).date()
        # Written over by the earlier lines of the same day: its name no longer changes.
        found[day, entry.verb, entry.urn] = PublicChange(
            urn=Urn("change", f"{authority.slug}.{entry.pk}"),
            when=entry.when,
            verb=entry.verb,
            verb_words=verb_words(entry.verb),
            about=Urn.parse(entry.urn),
            label=label,
            shelf=shelf,
        )
    for each, when in recorded:
        about = naming.indicator(each.indicator)
        if when < since[str(about)]:
            continue
        span = f"{each.period.start}.{each.period.end}"
        found[when, "value", f"{about}.{span}"] = PublicChange(
            urn=Urn("change", f"{authority.slug}.{each.indicator}.{span}.{when:%Y%m%dT%H%M%S}"),
            when=when,
            verb="value",
            verb_words=_("new value"),
            about=about,
            label=labels[str(about)][1],
            shelf=Shelf.INDICATORS,
        )
    latest = sorted(found.values(), key=lambda each: (each.when, str(each.urn)), reverse=True)
    return tuple(latest[:MOST_CHANGES])


def verb_words(verb: str) -> str:
    """A verb of the journal in words, for everybody."""
    if verb == PUBLISHED:
        return pgettext("journal", "published")
    return str(dict(Verb.choices).get(verb, verb))
