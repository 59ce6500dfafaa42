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
    not known, or where two are even, has none.
    """

    quotes: tuple[ComparedQuote, ...]
    first: dict[str, Quote]

    @property
    def priced(self) -> tuple[ComparedQuote, ...]:
        """The quotes with a price."""
        return tuple(each for each in self.quotes if each.quote.price is not None)

    @property
    def everywhere(self) -> Quote | None:
        """The quote ahead in all columns that have a first, at least two; None if they differ."""
        ahead = {each.key: each for each in self.first.values()}
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
    columns = {
        "price": _first(priced, lambda each: each.quote.price),
        "cost": _first(priced, lambda each: each.cost.yearly_money if each.cost else None),
        "index": _first(
            priced, lambda each: None if each.quote.index is None else -each.quote.index
        ),
        "carbon": _least_carbon(priced),
    }
    return Comparison(found, {name: each for name, each in columns.items() if each is not None})


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


def _first(
    quotes: Sequence[ComparedQuote], value: Callable[[ComparedQuote], Decimal | None]
) -> Quote | None:
    """The quote with the least value, when all have one and no other has the same."""
    values = [(value(each), each.quote) for each in quotes]
    known = sorted((found, each.key) for found, each in values if found is not None)
    if len(known) < len(values) or len(known) < 2 or known[0][0] == known[1][0]:
        return None
    return next(each for _, each in values if each.key == known[0][1])


def _least_carbon(quotes: Sequence[ComparedQuote]) -> Quote | None:
    """The quote whose three bounds are under those of all others.

    Their errors go together, as all rest on the average of one kind: bounds compare one by one.
    """
    known = [
        ((each.carbon.low, each.carbon.mid, each.carbon.high), each.quote)
        for each in quotes
        if each.carbon is not None
    ]
    if len(known) < len(quotes) or len(known) < 2:
        return None
    (least, quote), *others = sorted(known, key=lambda each: each[0][1])
    ahead = all(mine < its for bounds, _ in others for mine, its in zip(least, bounds, strict=True))
    return quote if ahead else None


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))
