"""The duties to publish of an authority: whether each concerns it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.catalogue.engine.freshness import FreshnessState
from jalons.catalogue.web.datasets import queries as datasets
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.duties.models import DutyAnswer, all_duties, by_practice
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.territories.duties import Duty, Facts, Finding, Verdict, decide


class DutyStanding(StrEnum):
    """Where a duty stands, the most urgent first."""

    MISSING = "missing"
    DRAFT = "draft"
    CLOSED = "closed"
    LATE = "late"
    UNDECIDED = "undecided"
    DONE = "done"
    EXEMPT = "exempt"
    NOT = "not"


TO_DO = frozenset(list(DutyStanding)[:4])  # they wait for a dataset that is open and fresh


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty on the board: the rule, and what a person answered."""

    finding: Finding
    answer: DutyAnswer | None = None

    @property
    def duty(self) -> Duty:
        """The duty itself."""
        return self.finding.duty

    @property
    def dataset(self) -> Dataset | None:
        """The living dataset that fulfils it."""
        found = self.answer.dataset if self.answer else None
        return found if found and found.deleted_at is None else None

    @property
    def standing(self) -> DutyStanding:
        """Where it stands: a decision of a person comes before the rule."""
        verdict, rule = self.answer.verdict if self.answer else "", self.finding.verdict
        if verdict == DutyAnswer.Verdict.EXEMPT:
            return DutyStanding.EXEMPT
        if (dataset := self.dataset) is not None:
            if dataset.state != Dataset.State.PUBLISHED:
                return DutyStanding.DRAFT
            if not dataset.is_open:
                return DutyStanding.CLOSED
            late = datasets.freshness(dataset).state == FreshnessState.LATE
            return DutyStanding.LATE if late else DutyStanding.DONE
        certain = rule == Verdict.APPLIES and not is_doubtful(self.duty)
        if verdict == DutyAnswer.Verdict.CONCERNED or certain:
            return DutyStanding.MISSING
        return DutyStanding.NOT if rule == Verdict.NOT else DutyStanding.UNDECIDED


def rows(authority: Authority) -> QuerySet[DutyAnswer]:
    """The answers with their datasets."""
    return living(DutyAnswer, authority).select_related("authority", "dataset__authority")


def finding(authority: Authority, duty: Duty) -> Finding:
    """Whether a duty concerns an authority by its rule; it depends on an unknown territory."""
    place = authority.territory
    if place is None:
        return Finding(duty, Verdict.DEPENDS, ())
    return decide(duty, Facts(
        kind=place.kind, nature=place.nature, population=place.population,
        population_total=place.population_total, staff=authority.staff,
        overseas=place.is_overseas_collectivity,
    ))  # fmt: skip


def is_doubtful(duty: Duty) -> bool:
    """Whether the rule alone does not say that a duty concerns an authority."""
    return not duty.verified or duty.id in by_practice()


def board(authority: Authority) -> list[DutyLine]:
    """Every duty, the most urgent first."""
    answers = {each.duty: each for each in rows(authority)}
    lines = [DutyLine(finding(authority, each), answers.get(each.id)) for each in all_duties()]
    order = list(DutyStanding)
    return sorted(lines, key=lambda each: order.index(each.standing))


def mark(line: DutyLine) -> Cell:
    """Where a duty stands, as a mark, with its dataset."""
    words, kind = {
        DutyStanding.MISSING: (pgettext("duty", "to publish"), "late"),
        DutyStanding.DRAFT: (pgettext("duty", "not published yet"), "walk"),
        DutyStanding.CLOSED: (pgettext("duty", "published, not open"), "walk"),
        DutyStanding.LATE: (pgettext("duty", "published, late"), "late"),
        DutyStanding.UNDECIDED: (pgettext("duty", "to decide"), "walk"),
        DutyStanding.DONE: (pgettext("duty", "published"), "ok"),
        DutyStanding.EXEMPT: (pgettext("duty", "does not concern you, you say"), "idle"),
        DutyStanding.NOT: (pgettext("duty", "does not concern you"), "idle"),
    }[line.standing]
    found = line.dataset
    url = datasets.address(found) if found else ""
    return Cell(str(found) if found else "", url=url, mark=words, mark_kind=kind)


def why(line: DutyLine) -> str:
    """Why a duty concerns the authority or not: the reason of a person, else that of the rule."""
    if line.answer and line.answer.reason:
        return line.answer.reason
    if not line.finding.reasons:
        return _("your territory is not known")
    words = [each.text(lang()) for each in line.finding.reasons]
    if line.finding.verdict == Verdict.APPLIES and is_doubtful(line.duty):
        words.append(_("it depends on what you do: say so"))
    return ", ".join(words)


def headline(authority: Authority) -> str:
    """How many duties remain to fulfil or to decide, in a sentence."""
    found = [each.standing for each in board(authority)]
    todo = sum(each in TO_DO for each in found)
    count = todo or found.count(DutyStanding.UNDECIDED)
    if todo:
        text = ngettext("%(count)s publication duty to fulfil.",
                        "%(count)s publication duties to fulfil.", count)  # fmt: skip
    else:
        text = ngettext("%(count)s publication duty to decide.",
                        "%(count)s publication duties to decide.", count)  # fmt: skip
    return text % {"count": count} if count else _("No publication duty is late.")
