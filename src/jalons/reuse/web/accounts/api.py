"""What is stated of each year, and its rate with the proofs that are missing, for machines."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Record
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.api import endpoints_of
from jalons.kernel import Interval
from jalons.reuse.engine.accounting.rate import DeviceCount
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
    counted: BoundsRecord
    possible: BoundsRecord


class ReuseGapRecord(Record, frozen=True, kw_only=True):
    """What is missing of ``units`` devices; ``key`` is its device or lot, empty for the year."""

    code: str
    label: str
    key: str
    units: int


class ReuseRateRecord(Record, frozen=True, kw_only=True):
    """The rate of a year in percent of the retired devices in stock on 1 January.

    ``possible`` counts the devices reused once every commitment and proof has come; ``missing``
    those the target still lacks. ``declared`` says that a person counted the stock.
    """

    year: int
    sentence: str
    target: int | None
    rate: BoundsRecord | None
    reused: BoundsRecord
    possible: BoundsRecord
    stock: BoundsRecord
    declared: bool
    missing: BoundsRecord | None
    old_recycled: BoundsRecord
    left: int
    routes: list[ReuseRouteRecord]
    gaps: list[ReuseGapRecord]


def _answer[R: Record](record: type[R], found: Any, **more: Any) -> R:
    """A result of the engine as it is answered, with what it does not have itself."""
    names = [name for name in record.__struct_fields__ if name not in more]
    return record(**{name: _value(getattr(found, name)) for name in names}, **more)


def _value(value: Any) -> Any:
    is_bounds = isinstance(value, DeviceCount | Interval)
    return BoundsRecord(low=value.low, high=value.high) if is_bounds else value


@endpoints.get(
    "reuse-rates/<int:year>", _("The rate of reuse of a year, and what is missing"), scope=READ
)
def reuse_rate(call: AuthorityCall, year: int) -> ReuseRateRecord:
    """As the registers know it today; the year of the decree is the first."""
    if not FIRST <= year <= this_year():
        raise Http404
    found, spoken = queries.rate(call.authority, year), lang()
    labelled = [(each, words.route_row(each, spoken)[0]) for each in found.routes]
    routes = [_answer(ReuseRouteRecord, each, label=label) for each, label in labelled]
    gaps = [_answer(ReuseGapRecord, e, label=words.gap_words(e, spoken)) for e in found.gaps]
    sentence = words.sentence(found, spoken)
    return _answer(ReuseRateRecord, found, sentence=sentence, routes=routes, gaps=gaps)
