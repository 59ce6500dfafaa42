"""A year of reuse from the registers: devices, lots, proofs, what was stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.kernel import JalonsError
from jalons.kernel.contracts import device_impacts
from jalons.reuse.documents.yearly_chapter import ReuseYearSheet
from jalons.reuse.engine.accounting.avoided import Avoided, avoided_impact
from jalons.reuse.engine.accounting.depreciation import NetValue, exit_result, net_value
from jalons.reuse.engine.accounting.rate import Departure, RetiredDevice, YearRate, year_rate
from jalons.reuse.web.accounts.models import LotSale, ReuseYear, this_year
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots.models import Lot, LotFile
from jalons.reuse.web.wiping.queries import ready_of
from jalons.reuse.words.accounts import sentence

S = Device.State


def year_of(authority: Authority, year: int) -> ReuseYear:
    """What was stated of a year; nothing yet, not stored, when nobody did."""
    found = living(ReuseYear, authority).filter(year=year).first()
    return found or ReuseYear(authority=authority, year=year)


def _retired(authority: Authority) -> list[Device]:
    rows = living(Device, authority).exclude(state=S.IN_USE)
    return list(rows.select_related("authority", "lot"))


def _left_on(each: Device) -> date | None:
    return each.lot.collected_on if each.lot and each.lot.has_left else None


def _departure(lot: Lot, proved: int) -> Departure:
    rule, committed = lot.rule, lot.committed_on is not None
    # an eco-organisation recycles, unless it committed itself to reuse
    reuse = rule is None or rule.decision != "recycle" or (rule.commitment != "none" and committed)
    return Departure(str(lot.pk), lot.name, lot.route, reuse, committed, proved)


def rates(authority: Authority, years: Iterable[int]) -> list[YearRate]:
    """The rates of several years as the registers know them today, read once."""
    rows = _retired(authority)
    devices = [
        RetiredDevice(str(each.pk), each.label, each.leaving, each.state == S.GONE,
                      _left_on(each), str(each.lot_id or "")) for each in rows
    ]  # fmt: skip
    found = {each.lot_id: each.lot for each in rows if each.lot and each.lot.has_left}
    files = living(LotFile, authority).filter(kind=LotFile.Kind.PROOF, lot__in=found)
    counts = files.values_list("lot").annotate(n=Sum("count")).order_by() if found else ()
    proofs = dict(counts)
    lots = [_departure(each, proofs.get(each.pk) or 0) for each in found.values()]
    return [year_rate(year, devices, lots, year_of(authority, year).stated) for year in years]


def rate(authority: Authority, year: int) -> YearRate:
    """The rate of a year as the registers know it today."""
    return rates(authority, [year])[0]


def avoided(authority: Authority, found: YearRate, share: float, years: float) -> Avoided | None:
    """What the devices surely reused avoid; None when no room knows the impact of devices."""
    rows = living(Device, authority).filter(pk__in=found.sure)
    alike = Counter(rows.values_list("kind", "maker", "model"))
    try:
        known = device_impacts()
        impacts = [(known.impact(kind, maker=maker, model=model), count)
                 for (kind, maker, model), count in alike.items()]  # fmt: skip
    except JalonsError:
        return None
    return avoided_impact(impacts, share, years)


def sheet(authority: Authority, year: int) -> ReuseYearSheet:
    """What the page and the chapter of a year say."""
    found, stated = rate(authority, year), year_of(authority, year)
    said = (stated.substitution, stated.service_years)
    ready = tuple(float(each) for each in said if each is not None) if None not in said else ()
    gone = [each for each in _retired(authority) if (left := _left_on(each)) and left.year == year]
    wiped = sum(each.is_ready for each in ready_of(authority, gone).values())
    weighed = avoided(authority, found, *ready) if ready else None
    return ReuseYearSheet(authority.name, timezone.localdate(), found, wiped, weighed, ready)


@dataclass(frozen=True, slots=True)
class BookedDevice:
    """A device in the accounts; None for what is not known. Amounts in euros."""

    device: Device
    on: date
    left_on: date | None
    net: NetValue | None
    lot_proceeds: Decimal | None
    lot_result: Decimal | None


def books(authority: Authority, year: int) -> Iterator[BookedDevice]:
    """Devices out of use in a year, with their net value when they left or at its end.

    What a lot brought, and its gain or loss, stand on each of its devices: a sale is of the lot.
    """
    years, end = year_of(authority, year).depreciation_years, date(year, 12, 31)
    sold = dict(living(LotSale, authority).values_list("lot", "amount"))
    rows, totals = [], Counter[object]()
    for each in _retired(authority):
        left = _left_on(each)
        if (left and left.year < year) or (each.retired_on or end) > end:
            continue
        on = left if left and left <= end else end
        known = years and each.price is not None and each.bought_on
        net = net_value(each.price, each.bought_on, years, on) if known else None
        totals[each.lot_id] += net.amount if net else Decimal("NaN")  # type: ignore[assignment]
        rows.append((each, on, left if on is left else None, net))
    for each, on, left, net in rows:
        free = each.lot.rule.free if each.lot and each.lot.rule else False
        got = None if left is None else sold.get(each.lot_id, Decimal(0) if free else None)
        whole = Decimal(totals[each.lot_id])
        result = exit_result(got, whole) if got is not None and whole.is_finite() else None
        yield BookedDevice(each, on, left, net, got, result)


def figure(authority: Authority) -> str:
    """The sentence of the year, for the hub."""
    return sentence(rate(authority, this_year()), lang())


def concerns(authority: Authority) -> bool:
    """Whether anything is known of reuse there."""
    return any(living(each, authority).exists() for each in (ReuseYear, Device))
