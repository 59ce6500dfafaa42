"""Figures of groups, needs and offers, for machines: what the pages show, no more."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.federation.web.comparison import nearby, queries
from jalons.federation.web.comparison.queries import ShownGroup
from jalons.federation.web.scopes import READ, endpoints
from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Page, PageQuery, Record


class GroupRecord(Record, frozen=True, kw_only=True):
    """A group of territories; quartiles are null while it may not be shown."""

    indicator: str
    method: str
    period: str
    perimeter: str
    kind: str
    band: str
    unit: str
    standing: str
    day: date | None
    members: int | None
    first_quartile: float | None
    median: float | None
    third_quartile: float | None


class NoticeRecord(Record, frozen=True, kw_only=True):
    """A need or an offer of another territory; ``service`` is never a person."""

    kind: str
    title: str
    subject: str
    territory: str
    kilometres: float | None
    until: str
    service: str


@endpoints.get("federation-groups", _("The figures of groups of territories"), scope=READ)
def groups(call: AuthorityCall, query: PageQuery) -> Page[GroupRecord]:
    """Every group, those that may not be shown without their figures."""
    return Page.of(queries.groups(call.authority, timezone.localdate()), query, _group)


def _group(each: ShownGroup) -> GroupRecord:
    group, found = each.group, each.released.release
    return GroupRecord(
        indicator=group.indicator, method=group.method, period=group.period,
        perimeter=group.perimeter, kind=group.kind, band=group.band, unit=group.unit,
        standing=each.released.standing.value,
        day=found.day if found else None, members=len(found.members) if found else None,
        first_quartile=found.first if found else None, median=found.median if found else None,
        third_quartile=found.third if found else None,
    )  # fmt: skip


@endpoints.get("federation-notices", _("The needs and offers of other territories"), scope=READ)
def notices(call: AuthorityCall, query: PageQuery) -> Page[NoticeRecord]:
    """Those of today, the nearest first."""
    return Page.of(nearby.notices(call.authority, timezone.localdate()), query, _notice)


def _notice(each: nearby.NearItem) -> NoticeRecord:
    return NoticeRecord(
        kind=each.item.kind, title=each.item.title, subject=str(each.content.get("subject", "")),
        territory=each.territory,
        kilometres=None if each.near.km is None else round(each.near.km),
        until=str(each.content.get("until", "")), service=each.contact,
    )  # fmt: skip
