"""What members share with who supports them: last reading, diagnosis, late duties, needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean
from typing import Any

import msgspec
from django.db.models import Count, QuerySet

from jalons.federation.web.comparison import nearby
from jalons.federation.web.comparison import queries as compared
from jalons.federation.web.sources.models import Source
from jalons.federation.web.supervision.models import HelpRequest
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.tabular.folding import searchable

MOST = 1e6  # of one need: beyond, somebody mistyped
CLOSED = (HelpRequest.State.DONE, HelpRequest.State.DECLINED)


@dataclass(frozen=True, slots=True)
class SharedDiagnosis:
    """The diagnosis a member shared: its mean score (0 to 100), on which questions, which day."""

    score: float | None
    questions: str
    made_on: date


class LateDuty(msgspec.Struct, frozen=True):
    """A duty of the law that a member says is late; its day when the law has one."""

    id: str
    title: str
    law: str = ""
    day: str = ""

    @property
    def since(self) -> date | None:
        """Its day; None when there is none, or when it is no day."""
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class SharedDuties:
    """What a member says is late, and of how many duties it says nothing."""

    late: tuple[LateDuty, ...]
    to_check: int


@dataclass(frozen=True, slots=True)
class SupportedMember:
    """A member with what it chose to share."""

    source: Source
    files: int
    diagnosis: SharedDiagnosis | None
    duties: SharedDuties | None
    waits: int  # help requests under way


def help_requests(authority: Authority) -> QuerySet[HelpRequest]:
    """Help wanted and offered, with the territory it is about."""
    return living(HelpRequest, authority).select_related("authority", "member")


def supported(authority: Authority, page: Sequence[Source]) -> list[SupportedMember]:
    """The members of a page."""
    items = compared.shared_items(authority).filter(source__in=page)
    counted = Counter(dict(items.order_by().values_list("source").annotate(Count("pk"))))
    waits = help_requests(authority).exclude(state__in=CLOSED).filter(member__in=page)
    begun = Counter(dict(waits.order_by().values_list("member").annotate(Count("pk"))))
    diagnoses, duties = _diagnoses(authority, page), _duties(authority, page)
    return [
        SupportedMember(each, counted[each.pk], diagnoses.get(each.pk), duties.get(each.pk),
                        begun[each.pk])
        for each in page
    ]  # fmt: skip


def _latest(
    authority: Authority, page: Collection[Source], kind: str
) -> Iterator[tuple[Any, date, dict[str, Any]]]:
    """The latest file of a kind that each member shares: its key, the day, the content."""
    rows = compared.own_items(authority, kind).filter(source__in=page).order_by("made_on")
    latest = {each.source.pk: each for each in rows if each.source}
    for item, content in nearby.opened(authority, list(latest.values())):
        if item.source:
            yield item.source.pk, item.made_on, content


def _diagnoses(authority: Authority, page: Collection[Source]) -> dict[Any, SharedDiagnosis]:
    """The latest diagnosis of each member, by its key."""
    found: dict[Any, SharedDiagnosis] = {}
    for key, day, content in _latest(authority, page, "diagnostic"):
        try:
            scores = [each["score"] for each in content["themes"] if each.get("score") is not None]
            questions = f"{content['referential']} {content['version']}"
        except (KeyError, TypeError, AttributeError):
            continue
        found[key] = SharedDiagnosis(fmean(scores) if scores else None, questions, day)
    return found


def _duties(authority: Authority, page: Collection[Source]) -> dict[Any, SharedDuties]:
    """What each member says is late, by its key; what does not read is left out."""
    found: dict[Any, SharedDuties] = {}
    for key, _day, content in _latest(authority, page, "duties"):
        try:
            late = msgspec.convert(content["late"], tuple[LateDuty, ...])
            found[key] = SharedDuties(late, msgspec.convert(content.get("to_check", 0), int))
        except (KeyError, msgspec.ValidationError):
            continue
    return found


@dataclass(slots=True)
class PooledNeed:
    """Needs of one subject in one unit: how many members, how much in all."""

    subject: str
    unit: str
    members: set[str] = field(default_factory=set)
    quantity: float = 0.0
    unsaid: int = 0  # needs without a quantity, or without its unit
    titles: list[str] = field(default_factory=list)


def pooled(authority: Authority, day: date) -> list[PooledNeed]:
    """The needs that two members at least have in common, the most shared first.

    Quantities are added only within one unit; what does not say how much of what is counted apart.
    """
    found: dict[tuple[str, str], PooledNeed] = {}
    for each in nearby.notices(authority, day, "need"):
        subject = str(each.content.get("subject", "other"))
        unit = str(each.content.get("unit", "")).strip()
        pool = found.setdefault((subject, searchable(unit)), PooledNeed(subject, unit))
        pool.members.add(each.item.origin)
        quantity = each.content.get("quantity")
        if unit and isinstance(quantity, int | float) and quantity <= MOST:
            pool.quantity += quantity
        else:
            pool.unsaid += 1
        if len(pool.titles) < 3:
            pool.titles.append(each.item.title)
    shared = [each for each in found.values() if len(each.members) > 1]
    return sorted(shared, key=lambda each: (-len(each.members), each.subject, each.unit))
