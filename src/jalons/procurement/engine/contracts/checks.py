"""What is to be read again in the contracts of a file: faults, doubts, the same contract twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jalons.kernel.tables import package_table
from jalons.procurement.engine.contracts.record import Considered, DecpContract
from jalons.procurement.engine.siret import siret_problem


@dataclass(frozen=True, slots=True)
class DecpFault:
    """What is wrong with a field: a code of the messages, its value, the facts of the case.

    ``breaks``: the file is not valid under the official schema because of it.
    """

    code: str
    where: str = ""
    value: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    breaks: bool = True


@dataclass(frozen=True, slots=True)
class CheckedContract:
    """A contract with its faults; ``left_out`` is the code of why it is not counted, or empty."""

    contract: DecpContract
    faults: tuple[DecpFault, ...] = ()
    left_out: str = ""


def checked(contract: DecpContract, faults: Iterable[DecpFault]) -> CheckedContract:
    """The contract with the faults of the schema and our own doubts."""
    needed = (contract.number, contract.subject, contract.amount, contract.notified_on)
    left_out = "" if all(needed) else "lacking"
    return CheckedContract(contract, (*faults, *_doubts(contract)), left_out)


def _doubts(contract: DecpContract) -> Iterator[DecpFault]:
    """What no schema sees: keys of identifiers, amounts and durations beyond reason."""
    limits = package_table("jalons.procurement", "digital_cpv")["amounts"]
    amount, amended, day = contract.amount, contract.amended, contract.notified_on
    odd = amount is not None and not limits["least"] <= amount <= limits["most"]
    jump = bool(amount and amended and amended >= amount * limits["jump"])
    early = day is not None and "" < contract.published < day.isoformat()
    wrong_key = siret_problem(contract.buyer) == "siret_key"
    for doubtful, code, where, value in (
        (wrong_key, "siret_key", "acheteur.id", contract.buyer),
        (odd, "amount_odd", "montant", amount),
        (jump, "amount_jump", "modifications", amended),
        ((contract.months or 0) > limits["longest"], "months_odd", "dureeMois", contract.months),
        (early, "published_before", "datePublicationDonnees", contract.published),
        (contract.environment is Considered.UNKNOWN, "environment_unclear",
         "considerationsEnvironnementales", ""),
    ):  # fmt: skip
        if doubtful:
            yield DecpFault(code, where, str(value), {"before": str(amount)}, breaks=False)


def resolved(contracts: Iterable[CheckedContract]) -> list[CheckedContract]:
    """The same contracts, of which each identifier counts once.

    The one with the most modifications, then the latest publication, is the contract; alike ones
    are copies of it. When two differ and neither is the latest, none counts: a person chooses.
    """
    rows = list(contracts)
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, each in enumerate(rows):
        groups[each.contract.buyer, each.contract.number or str(at)].append(at)
    for alike in groups.values():
        best = max(_rank(rows[at].contract) for at in alike)
        latest = [at for at in alike if _rank(rows[at].contract) == best]
        first = rows[latest[0]].contract.raw
        same = all(rows[at].contract.raw == first for at in latest)
        for at in alike:
            code = "twice_older" if at not in latest else "twice_same" if same else "twice_differs"
            if at != latest[0] or not same:
                rows[at] = replace(rows[at], left_out=code)
    return rows


def _rank(contract: DecpContract) -> tuple[int, str]:
    changes = contract.raw.get("modifications")
    return (len(changes) if isinstance(changes, list) else 0, contract.published)
