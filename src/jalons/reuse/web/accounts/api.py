"""What is stated of each year, and its rate with the proofs that are missing, for machines."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Record
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.api import endpoints_of
from jalons.reuse.web.accounts import queries
from jalons.reuse.web.accounts.indicators import FIRST
from jalons.reuse.web.accounts.models import this_year
from jalons.reuse.web.accounts.register import PUBLIC, reuse_years
from jalons.reuse.web.scopes import READ, WRITE, endpoints
from jalons.reuse.words import accounts as words

endpoints_of(endpoints, reuse_years, "reuse-years", *PUBLIC, read=READ, write=WRITE)


class BoundsRecord(Record, frozen=True, kw_only=True):
    """A value: at least ``low``, at most ``high``; both alike when it is known."""

    low: float
    high: float


class ReuseRouteRecord(Record, frozen=True, kw_only=True):
    """The devices that left by a route: all, those proved reused, those with every proof."""

    route: str
    label: str
    left: int
    reused: BoundsRecord
    possible: BoundsRecord


class ReuseGapRecord(Record, frozen=True, kw_only=True):
    """What is missing of ``units`` devices; ``id`` is its device or lot, empty for the year."""

    code: str
    label: str
    id: str
    units: int


class ReuseRateRecord(Record, frozen=True, kw_only=True):
    """The rate of a year in percent of the retired devices in stock on 1 January.

    ``possible`` counts the devices reused once every commitment and proof has come; ``lacking``
    those missing for the target. ``declared`` says that a person counted the stock.
    """

    year: int
    sentence: str
    target: int | None
    rate: BoundsRecord | None
    reused: BoundsRecord
    possible: BoundsRecord
    stock: BoundsRecord
    declared: bool
    lacking: BoundsRecord | None
    old_recycled: BoundsRecord
    left: int
    routes: list[ReuseRouteRecord]
    gaps: list[ReuseGapRecord]


@endpoints.get(
    "reuse-rates/<int:year>", _("The rate of reuse of a year, and what is missing"), scope=READ
)
def reuse_rate(call: AuthorityCall, year: int) -> ReuseRateRecord:
    """As the registers know it today; the year of the decree is the first."""
    if not FIRST <= year <= this_year():
        raise Http404
    found, spoken = queries.rate(call.authority, year), lang()
    return ReuseRateRecord(
        year=year,
        sentence=words.sentence(found, spoken),
        target=found.target,
        rate=BoundsRecord(low=found.rate.low, high=found.rate.high) if found.rate else None,
        reused=_bounds(found.reused),
        possible=_bounds(found.possible),
        stock=_bounds(found.stock),
        declared=found.declared,
        lacking=_bounds(found.missing) if found.missing else None,
        old_recycled=_bounds(found.old_recycled),
        left=found.left,
        routes=[
            ReuseRouteRecord(
                route=each.route,
                label=words.route_row(each, spoken)[0],
                left=each.left,
                reused=_bounds(each.counted),
                possible=_bounds(each.possible),
            )
            for each in found.routes
        ],
        gaps=[
            ReuseGapRecord(
                code=each.code, label=words.gap_words(each, spoken), id=each.key, units=each.units
            )
            for each in found.gaps
        ],
    )


def _bounds(found: tuple[float, float]) -> BoundsRecord:
    return BoundsRecord(low=found[0], high=found[1])
