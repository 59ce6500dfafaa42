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
ONLY_BOTH = frozenset({Considered.BOTH})
SOME = frozenset({Considered.CLAUSE, Considered.CRITERION, Considered.BOTH})


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
    """The shares of contracts by name, by number and by amount; None when unknown.

    ``environment_…``: digital contracts with both a clause and a criterion; ``every_both`` and
    ``every_one``: all contracts, by number, with both, or with one of them at least.
    """
    rows = list(contracts)
    both = [_has(env, ONLY_BOTH) for _digital, env, *_rest in rows]
    digital = [(each[0], found, each[2]) for each, found in zip(rows, both, strict=True)]
    return {
        "digital": share_of((True, row[0], ONE) for row in rows),
        "environment_number": share_of((within, found, ONE) for within, found, _euros in digital),
        "environment_amount": share_of(digital),
        "every_one": share_of((True, _has(row[1], SOME), ONE) for row in rows),
        "every_both": share_of((True, found, ONE) for found in both),
        "spaser_number": share_of((True, row[3], ONE) for row in rows),
        "spaser_amount": share_of((True, row[3], row[2]) for row in rows),
    }


def _has(found: Considered, wanted: frozenset[Considered]) -> bool | None:
    return None if found is Considered.UNKNOWN else found in wanted
