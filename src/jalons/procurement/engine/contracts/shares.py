"""Shares whose unknown answers widen the interval instead of vanishing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from jalons.kernel import Interval
from jalons.procurement.engine.contracts.record import Considered

type Answered = tuple[bool | None, bool | None, Decimal]  # in the whole, in the part, its weight
type Counted = tuple[bool | None, Considered, Decimal, bool | None]  # digital, …, euros, SPASER
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class CountedShare:
    """A share in percent: its bounds are certain, its middle is that of the known answers.

    ``total`` things count in the whole; ``unknown`` have no answer, or may be outside the whole.
    """

    value: Interval
    total: int
    unknown: int


def share_of(answers: Iterable[Answered]) -> CountedShare | None:
    """The share of the part in the whole, where None is an unknown answer; None without any."""
    rows = [each for each in answers if each[0] is not False]
    weights = {(within, yes): Decimal(0) for within in (True, None) for yes in (True, False, None)}
    for within, yes, weight in rows:
        weights[within, yes] += weight
    part, rest = float(weights[True, True]), float(weights[True, False])
    if not part + rest:
        return None
    unknown = float(weights[True, None] + weights[None, None])
    least = part + rest + unknown + float(weights[None, False])
    most = part + unknown + float(weights[None, True])
    value = Interval(100 * part / least, 100 * part / (part + rest), 100 * most / (most + rest))
    known = sum(within is True and yes is not None for within, yes, _weight in rows)
    return CountedShare(value, sum(each[0] is True for each in rows), len(rows) - known)


def contract_shares(contracts: Iterable[Counted]) -> dict[str, CountedShare | None]:
    """The shares of contracts by name, by number and by amount; None when unknown."""
    rows = [(digital, None if env is Considered.UNKNOWN else env is Considered.BOTH, euros, spaser)
            for digital, env, euros, spaser in contracts]  # fmt: skip
    return {
        "digital": share_of((True, digital, ONE) for digital, *_rest in rows),
        "environment_number": share_of((digital, both, ONE) for digital, both, *_rest in rows),
        "environment_amount": share_of(row[:3] for row in rows),
        "spaser_number": share_of((True, row[3], ONE) for row in rows),
        "spaser_amount": share_of((True, row[3], row[2]) for row in rows),
    }
