"""The comparison with look-alike territories, for machines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall, Endpoints
from jalons.foundation.api.records import BoundsRecord, Page, PageQuery, Record
from jalons.strategy.engine.indicators.comparison import Compared
from jalons.strategy.web.comparison.queries import comparison


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
    """Add the endpoint of the comparison to those of the room."""
    endpoints.get(
        "comparison", _("The indicators among those of look-alike territories"), scope=read
    )(compared)


def compared(call: AuthorityCall, query: PageQuery) -> Page[ComparisonRecord]:
    """Empty for an authority that does not share its own values."""
    return Page.of(list(comparison(call.authority)), query, _comparison)


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
