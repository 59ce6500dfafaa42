"""The life-cycle cost of a way to be served, in net present value and by year of service.

LCC = P + Σ (kWh·p·(1+e)^(t−1) + M) / (1+r)^t + disposal − R / (1+r)^N + c·(E + kWh·CI·N), t from 1
to N. Options that last unequal years compare by year of service (LCC / N).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.lifecycle.hypotheses import Assumptions

ZERO = Decimal(0)
LONGEST = 40  # years
MOST = Decimal(10) ** 9
AMOUNTS = ("price", "energy", "maintenance", "disposal", "residual", "embodied")


class Condition(StrEnum):
    """Where the device of an option comes from."""

    NEW = "new"
    REFURBISHED = "refurbished"
    OWNED = "owned"


@dataclass(frozen=True, slots=True)
class Option:
    """A way to be served for ``life`` whole years.

    ``price``, ``disposal``, ``residual`` in euros once, ``maintenance`` in euros a year, ``energy``
    in kWh a year, ``embodied`` in kg CO2 eq (None: not known). One already there has the price and
    the carbon of its repair, and the years the repair adds. Raises ``ProcurementError``
    (``option_life``, ``option_amount``).
    """

    label: str
    price: Decimal
    energy: Decimal
    life: int
    condition: Condition = Condition.NEW
    maintenance: Decimal = ZERO
    disposal: Decimal = ZERO
    residual: Decimal = ZERO
    embodied: Decimal | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.life <= LONGEST:
            raise ProcurementError("option_life", field="life", label=self.label, most=LONGEST)
        for name in AMOUNTS:
            value = getattr(self, name)
            if value is not None and not (value.is_finite() and ZERO <= value <= MOST):
                raise ProcurementError(
                    "option_amount", field=name, label=self.label, value=str(value)
                )


@dataclass(frozen=True, slots=True)
class LifeCycleCost:
    """The cost of an option over its life, in euros, part by part.

    ``carbon_embodied`` is None when it is not known or not counted: the total then lacks it.
    """

    option: Option
    price: Decimal
    energy: Decimal
    maintenance: Decimal
    disposal: Decimal
    residual: Decimal
    carbon_use: Decimal
    carbon_embodied: Decimal | None

    @property
    def money(self) -> Decimal:
        """What is paid, in euros of today."""
        return self.price + self.energy + self.maintenance + self.disposal - self.residual

    @property
    def carbon(self) -> Decimal:
        """The value of the carbon that is known, in euros; nobody pays it."""
        return self.carbon_use + (self.carbon_embodied or ZERO)

    @property
    def total(self) -> Decimal:
        """Money and carbon, in euros."""
        return self.money + self.carbon

    @property
    def yearly_money(self) -> Decimal:
        """What is paid for a year of service, in euros."""
        return self.money / self.option.life

    @property
    def yearly(self) -> Decimal:
        """Money and carbon for a year of service, in euros."""
        return self.total / self.option.life


def life_cycle_cost(option: Option, assumed: Assumptions) -> LifeCycleCost:
    """The cost of an option over its life, in euros of today."""
    years = range(1, option.life + 1)
    discount = [(1 + assumed.rate) ** year for year in years]
    bills = [
        option.energy * assumed.energy_price * (1 + assumed.energy_rise) ** (year - 1)
        for year in years
    ]
    known = assumed.embodied and option.embodied is not None
    return LifeCycleCost(
        option=option,
        price=option.price,
        energy=sum((bill / by for bill, by in zip(bills, discount, strict=True)), ZERO),
        maintenance=sum((option.maintenance / by for by in discount), ZERO),
        disposal=option.disposal,
        residual=option.residual / discount[-1],
        carbon_use=assumed.carbon_price * option.energy * assumed.grid * option.life,
        carbon_embodied=assumed.carbon_price * (option.embodied or ZERO) if known else None,
    )


def break_even_life(option: Option, other: Option, assumed: Assumptions) -> int | None:
    """The fewest whole years ``option`` must last for its year of service to cost no more.

    None when no life up to ``LONGEST`` years does.
    """
    aim = life_cycle_cost(other, assumed).yearly
    lives = (replace(option, life=years) for years in range(1, LONGEST + 1))
    return next((each.life for each in lives if life_cycle_cost(each, assumed).yearly <= aim), None)


def cheapest(costs: Sequence[LifeCycleCost]) -> LifeCycleCost | None:
    """The least cost by year of service; None without options, or when two are equal."""
    ranked = sorted(costs, key=lambda each: each.yearly)
    if not ranked or (len(ranked) > 1 and ranked[0].yearly == ranked[1].yearly):
        return None
    return ranked[0]
