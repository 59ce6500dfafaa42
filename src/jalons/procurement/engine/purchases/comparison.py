"""Quotes side by side: price, cost by year of service, index, carbon. Nothing is weighted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jalons.kernel import Interval
from jalons.kernel.contracts import DeviceImpact
from jalons.procurement.engine.lifecycle.costs import (
    Condition,
    LifeCycleCost,
    Option,
    life_cycle_cost,
)
from jalons.procurement.engine.lifecycle.hypotheses import Assumptions
from jalons.tabular.folding import fold

type _Value = Callable[[ComparedQuote], Decimal | None]
_COLUMNS: dict[str, _Value] = {  # the least value is ahead
    "price": lambda each: each.quote.price,
    "cost": lambda each: each.cost.yearly_money if each.cost else None,
    "index": lambda each: None if each.quote.index is None else -each.quote.index,
}
OFTEN = 3  # times the same supplier within a year before a note says so


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote for one device: ``price`` in euros before VAT, None when the quote is ``missing``.

    ``life`` in whole years, ``energy`` in kWh a year, ``index`` out of 10; None when nobody said.
    """

    key: str
    supplier: str
    price: Decimal | None
    condition: Condition
    life: int | None = None
    energy: Decimal | None = None
    index: Decimal | None = None
    warranty: Decimal | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ComparedQuote:
    """A quote with what follows from it.

    ``cost`` is None without a price, a life or an energy; ``carbon`` in kg CO2 eq by year of
    service, None when the contract knows nothing. ``inferred`` names what the quote does not say
    and was taken from the average of its kind: ``life``, ``energy``.
    """

    quote: Quote
    cost: LifeCycleCost | None
    carbon: Interval | None
    inferred: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Quotes in their order, and which one is ahead of all others of each column, if any is.

    ``first`` has the keys ``price``, ``cost``, ``index``, ``carbon``; a column where one quote is
    not known, or where two are even, has none. ``behind`` has the keys of the quotes that another
    one is known to beat in some column.
    """

    quotes: tuple[ComparedQuote, ...]
    first: dict[str, Quote]
    behind: frozenset[str] = frozenset()

    @property
    def priced(self) -> tuple[ComparedQuote, ...]:
        """The quotes with a price."""
        return tuple(each for each in self.quotes if each.quote.price is not None)

    @property
    def everywhere(self) -> Quote | None:
        """The quote ahead in all columns that have a first, at least two, and behind nowhere."""
        ahead = {each.key: each for each in self.first.values()}
        if self.behind & ahead.keys():
            return None
        return next(iter(ahead.values())) if len(ahead) == 1 and len(self.first) > 1 else None


def compared(
    quotes: Iterable[Quote], impact: DeviceImpact | None, assumed: Assumptions
) -> Comparison:
    """Quotes side by side; ``impact`` is what is known of the kind of device bought.

    With an impact, its electricity is that of the costs too. Carbon is not valued in euros here: it
    has a column of its own.
    """
    if impact is not None:
        assumed = replace(assumed, grid=_decimal(impact.grid_intensity))
    found = tuple(_compared(each, impact, assumed) for each in quotes)
    priced = [each for each in found if each.quote.price is not None]
    columns = {name: _first(priced, value) for name, value in _COLUMNS.items()}
    columns["carbon"] = _least_carbon(priced)
    first = {name: each for name, each in columns.items() if each is not None}
    return Comparison(found, first, _behind(priced))


def yearly_carbon(
    impact: DeviceImpact | None, condition: Condition, life: int | None, energy: Decimal | None
) -> Interval | None:
    """Manufacture and use of one device by year of service, in kg CO2 eq; None when not known.

    A refurbished one bears what the contract assumes of a second life, over its years with us and
    those before.
    """
    if impact is None or life is None:
        return None
    if condition is Condition.REFURBISHED:
        if impact.second_life is None:
            return None
        second = impact.second_life
        made = impact.manufacture.scaled((1 + second.refit) / (life + second.years_before))
    elif condition is Condition.OWNED:
        made = Interval.exact(0.0)
    else:
        made = impact.manufacture.scaled(1 / life)
    used = impact.yearly_energy if energy is None else Interval.exact(float(energy))
    use = used.scaled(impact.grid_intensity)
    return Interval(made.low + use.low, made.mid + use.mid, made.high + use.high)


def chosen_often(supplier: str, chosen: Iterable[str]) -> int:
    """How many of the ``chosen`` suppliers are this one; 0 when fewer than ``OFTEN``."""
    count = sum(fold(each) == fold(supplier) for each in chosen)
    return count if count >= OFTEN else 0


def _compared(quote: Quote, impact: DeviceImpact | None, assumed: Assumptions) -> ComparedQuote:
    if quote.price is None:
        return ComparedQuote(quote, None, None, frozenset())
    life, energy, inferred = quote.life, quote.energy, set[str]()
    if impact is not None and energy is None:
        energy = _decimal(impact.yearly_energy.mid)
        inferred.add("energy")
    if impact is not None and life is None and quote.condition is Condition.NEW:
        life = max(1, int(impact.lifetime))
        inferred.add("life")
    cost = None
    if life is not None and energy is not None:
        option = Option(quote.supplier, quote.price, energy, life, quote.condition)
        cost = life_cycle_cost(option, assumed)
    carbon = yearly_carbon(impact, quote.condition, life, quote.energy)
    return ComparedQuote(quote, cost, carbon, frozenset(inferred))


def _first(quotes: Sequence[ComparedQuote], value: _Value) -> Quote | None:
    """The quote with the least value, when all have one and no other has the same."""
    values = [(value(each), each.quote) for each in quotes]
    known = sorted((found, each.key) for found, each in values if found is not None)
    if len(known) < len(values) or len(known) < 2 or known[0][0] == known[1][0]:
        return None
    return next(each for _, each in values if each.key == known[0][1])


def _behind(quotes: Sequence[ComparedQuote]) -> frozenset[str]:
    """The quotes that another one beats in a column, among the values that are known."""
    found = set[str]()
    for value in _COLUMNS.values():
        known = [(number, e.quote.key) for e in quotes if (number := value(e)) is not None]
        least = min((number for number, _key in known), default=None)
        found |= {key for number, key in known if number != least}
    bounds = [(_bounds(e.carbon), e.quote.key) for e in quotes if e.carbon is not None]
    found |= {key for its, key in bounds if any(_is_under(mine, its) for mine, _ in bounds)}
    return frozenset(found)


def _bounds(carbon: Interval) -> tuple[float, float, float]:
    return carbon.low, carbon.mid, carbon.high


def _is_under(mine: tuple[float, ...], its: tuple[float, ...]) -> bool:
    return all(less < more for less, more in zip(mine, its, strict=True))


def _least_carbon(quotes: Sequence[ComparedQuote]) -> Quote | None:
    """The quote whose three bounds are under those of all others.

    Their errors go together, as all rest on the average of one kind: bounds compare one by one.
    """
    known = [(_bounds(each.carbon), each.quote) for each in quotes if each.carbon is not None]
    if len(known) < len(quotes) or len(known) < 2:
        return None
    (least, quote), *others = sorted(known, key=lambda each: each[0][1])
    return quote if all(_is_under(least, bounds) for bounds, _ in others) else None


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))
