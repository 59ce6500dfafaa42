"""The commitments, and what the diagnosis says of them: a shelf of the public page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from msgspec import to_builtins

from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.records import Record
from jalons.foundation.design.components import Milestone, State
from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.addresses import Addresses
from jalons.kernel import Urn
from jalons.strategy.engine.diagnosis.path import Walked
from jalons.strategy.engine.diagnosis.scoring import Diagnosis, MilestoneScore, Shares
from jalons.strategy.store import manifesto
from jalons.strategy.web.diagnosis import queries as diagnoses
from jalons.strategy.web.diagnosis.pages import against_words
from jalons.strategy.words.path import walked_words
from jalons.wording import format_percent

PAGE = "engagements"
_REACHED = frozenset({"reached", "essential"})
_AWAY = frozenset({"not_concerned", "beyond"})


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


def _urn(number: int) -> Urn:
    return Urn("commitment", str(number))


def _offered(_authority: Authority) -> list[tuple[Urn, str]]:
    every = manifesto().commitments
    return [(_urn(each.number), f"{each.number} · {each.title.to(lang())}") for each in every]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    found = diagnoses.current(authority) if diagnoses.answers(authority) else None
    records = [
        _record(commitment.number, found, chosen)
        for commitment in manifesto().commitments
        if str(_urn(commitment.number)) in chosen
    ]
    items = (public.PublicItem(_urn(record.number), record.title, record) for record in records)
    return public.ShelfContent(tuple(items), whole=found)


def _record(
    number: int, diagnosis: Diagnosis | None, chosen: Collection[str]
) -> PublicCommitmentRecord:
    score = diagnosis.commitment(number) if diagnosis else None
    shares = score.shares if score else None
    return PublicCommitmentRecord(
        id=str(_urn(number)),
        number=number,
        title=manifesto().commitment(number).title.to(lang()),
        done=shares.done if shares else None,
        planned=shares.planned if shares else None,
        not_done=shares.not_done if shares else None,
        unknown=shares.unknown if shares else None,
        milestones=[
            PublicMilestoneRecord(
                title=each.milestone.title.to(lang()), progress=each.progress.value
            )
            for each in (score.milestones if score else ())
        ],
        against=[
            against_words(part, figure=f"urn:jalons:indicator:{part.latest.indicator}" in chosen)
            for part in (score.contradictions if score else ())
            if part.latest
        ],
        referential=diagnosis.referential.reference if diagnosis else "",
        scoring=str(diagnosis.scoring) if diagnosis else "",
    )


# The pages ----------------------------------------------------------------------------------------


def _shares(each: PublicCommitmentRecord) -> Shares | None:
    """None while nobody answered, or when nothing in it concerns the authority."""
    known = [
        share
        for share in (each.done, each.planned, each.not_done, each.unknown)
        if share is not None
    ]
    return Shares(*known) if len(known) == len(Shares.__slots__) else None


def _stake(each: PublicCommitmentRecord) -> tuple[State, str]:
    """How far it is: how it is drawn, and in words."""
    shares = _shares(each)
    far = Walked(*_steps(each), shares) if shares else None
    if far is None or not far.answered:
        return State.UNKNOWN, _("not answered yet")
    words = walked_words(far, lang()) if far.milestones else _("not concerned")
    return State.REACHED if far.reached else State.WALKING if far.begun else State.MEASURED, words


def _words(
    _snapshot: public.PublicTerritory,
    values: list[PublicCommitmentRecord],
    _addresses: Addresses,
) -> dict[str, Any]:
    words = {
        "reached": ("ok", _("reached")),
        "contradicted": ("walk", _("reached by the answers, not by the indicators")),
        "essential": ("ok", _("the essential is done")),
        "under_way": ("walk", _("on the way")),
        "ahead": ("idle", _("ahead")),
        "not_concerned": ("idle", _("not concerned")),
        "beyond": ("idle", _("not asked")),
    }
    return {
        "version": values[0].referential.rpartition("/")[2] if values else "",
        "cards": [
            {
                "each": value,
                "ambition": manifesto().commitment(value.number).ambition.number,
                "progress": _stake(value)[1],
                "shares": [
                    (label, format_percent(share, lang()))
                    for label, share in (
                        (_("Done"), value.done),
                        (_("Planned"), value.planned),
                        (_("Not done"), value.not_done),
                        (_("Not known"), value.unknown),
                    )
                    if share is not None
                ],
                "milestones": [(step.title, *words[step.progress]) for step in value.milestones],
            }
            for value in values
        ],
    }


def _steps(each: PublicCommitmentRecord) -> tuple[int, int]:
    """Its milestones reached, among those that concern the authority."""
    states = [step.progress for step in each.milestones if step.progress not in _AWAY]
    return sum(step in _REACHED for step in states), len(states)


def _sentence(values: list[PublicCommitmentRecord]) -> str:
    """How many milestones are reached, of those of the commitments shown and answered."""
    steps = [_steps(each) for each in values if _stake(each)[0] is not State.UNKNOWN]
    reached, total = (sum(found) for found in zip(*steps, strict=True)) if steps else (0, 0)
    if not total:
        return ""
    words = ngettext(
        "%(reached)s milestone of %(total)s is reached.",
        "%(reached)s milestones of %(total)s are reached.",
        reached,
    )
    return words % {"reached": reached, "total": total}


def _summary(snapshot: public.PublicTerritory, addresses: Addresses) -> public.ShelfSummary:
    """The nine stakes; those of commitments that are not shown are only named."""
    content = snapshot.shelves[PAGE]
    stakes = {value.number: _stake(value) for value in content.values}
    steps = {value.number: _steps(value) for value in content.values}
    milestones = []
    for each in manifesto().commitments:
        state, status = stakes.get(each.number, (State.NAMED, ""))
        url = f"{addresses.page(PAGE)}#e{each.number}" if each.number in stakes else ""
        reached, total = steps.get(each.number, (0, 0))
        share = reached / total if total and state is not State.UNKNOWN else None
        milestones.append(
            Milestone(each.number, each.short.to(lang()), status, state, url, share=share)
        )
    answered = format_percent(content.whole.completeness, lang()) if content.whole else ""
    return public.ShelfSummary(
        facts=((_("Diagnosis answered"), answered),) if answered else (),
        sentence=_sentence(content.values),
        milestones=tuple(milestones),
    )


# Data ---------------------------------------------------------------------------------------------


def _diagnosis(snapshot: public.PublicTerritory) -> dict[str, Any]:
    """The diagnosis of the commitments shown, with the referential it answers."""
    content = snapshot.shelves[PAGE]
    diagnosis: Diagnosis | None = content.whole
    return {
        **snapshot.head,
        "referential": diagnosis.referential.reference if diagnosis else "",
        "scoring": str(diagnosis.scoring) if diagnosis else "",
        "completeness": diagnosis.completeness if diagnosis else None,
        "commitments": [_row(value, diagnosis) for value in content.values],
    }


def _row(each: PublicCommitmentRecord, found: Diagnosis | None) -> dict[str, Any]:
    steps: tuple[MilestoneScore, ...] = found.commitment(each.number).milestones if found else ()
    row = to_builtins(each)
    row["milestones"] = [
        {
            "title": step.milestone.title.to(lang()),
            "reached_when": step.milestone.reached_when.to(lang()),
            "progress": step.progress.value,
        }
        for step in steps
    ]
    return {name: row[name] for name in row if name not in {"referential", "scoring"}}


COMMITMENTS = public.Shelf(
    name=PAGE,
    kind="commitment",
    title=gettext_lazy("Commitments"),
    offered=_offered,
    shown=_shown,
    template="strategy/publication/engagements.html",
    words=_words,
    per_page=9,
    summary=_summary,
    data={"diagnostic.json": _diagnosis},
)
