"""The clauses chosen for a contract: what is missing, contradicts, or is to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from jalons.procurement.engine.clauses.catalogue import Clause

AMBITIOUS_MOST = 2  # beyond, a tender may receive no suitable bid
WARNINGS = frozenset({"ambitious", "to_verify"})  # the other remarks are to settle

type Values = Mapping[str, str | float]  # of the parameters a person confirmed, by “clause.name”


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of a selection, and the clauses it is about; none of what is missing."""

    code: str
    clauses: tuple[Clause, ...] = ()


def review(clauses: Sequence[Clause], market: str, values: Values) -> tuple[Remark, ...]:
    """The remarks on a selection for a kind of contract; none on an empty one."""
    return tuple(_remarks(clauses, market, values)) if clauses else ()


def _remarks(clauses: Sequence[Clause], market: str, values: Values) -> Iterator[Remark]:
    kinds = {each.kind for each in clauses if each.environmental}
    if "execution" not in kinds:
        yield Remark("no_condition")
    if "criterion" not in kinds:
        yield Remark("no_criterion")
    for one, other in combinations(clauses, 2):
        if one.id in other.excludes or other.id in one.excludes:
            yield Remark("contradiction", (one, other))
    about = {
        "other_market": [each for each in clauses if market not in each.markets],
        "to_confirm": [each for each in clauses if unconfirmed(each, values)],
        "ambitious": [each for each in clauses if each.difficulty == "ambitious"],
        "to_verify": [each for each in clauses if not all(r.verified for r in each.references)],
    }
    for code, found in about.items():
        if len(found) > (AMBITIOUS_MOST if code == "ambitious" else 0):
            yield Remark(code, tuple(found))


def unconfirmed(clause: Clause, values: Values) -> bool:
    """Whether nobody confirmed one of the values of a clause."""
    return any(f"{clause.id}.{each.name}" not in values for each in clause.parameters)
