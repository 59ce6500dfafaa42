"""A contract as a DECP v2 file says it, and back to the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jalons.kernel.tables import package_table
from jalons.tabular.persons import is_person

KINDS = ("marche", "contrat-concession")
NATURAL = "personne physique (nom masqué)"
_TEXTS = ("number", "subject", "cpv", "nature", "procedure")


class Considered(StrEnum):
    """What a contract has of a consideration: a condition of execution, a criterion, both."""

    UNKNOWN = "unknown"
    NONE = "none"
    CLAUSE = "clause"
    CRITERION = "criterion"
    BOTH = "both"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class DecpContract:
    """A contract of a file: what could not be read is None or empty; euros before tax.

    ``amended`` is the amount of the latest modification; ``raw`` the contract as in the file.
    """

    kind: str
    buyer: str
    amount: Decimal | None
    amended: Decimal | None
    notified_on: date | None
    months: int | None
    holders: tuple[str, ...]
    environment: Considered
    social: Considered
    published: str
    raw: Mapping[str, Any]
    number: str = ""
    subject: str = ""
    cpv: str = ""
    nature: str = ""
    procedure: str = ""


def shape() -> Mapping[str, Any]:
    """The names of the format."""
    return package_table("jalons.procurement", "decp_shape")


def contract_of(kind: str, raw: Mapping[str, Any]) -> DecpContract:
    """The contract in ``raw``, whatever is wrong in it: its faults are found apart (``checks``)."""
    names = {ours: theirs[KINDS.index(kind)] for ours, theirs in shape()["names"].items()}
    buyer, months = raw.get(names["buyer"]), raw.get(names["months"])
    amounts = [_amount(each.get(names["amount"])) for each in _entries(raw, "modifications")]
    return DecpContract(
        kind=kind,
        buyer=_text(buyer.get("id")) if isinstance(buyer, Mapping) else "",
        amount=_amount(raw.get(names["amount"])),
        amended=next((each for each in reversed(amounts) if each is not None), None),
        notified_on=_day(raw.get(names["notified_on"])),
        months=months if type(months) is int else None,
        holders=tuple(map(_holder, _entries(raw, names["holders"]))),
        environment=_considered(raw, "environment"),
        social=_considered(raw, "social"),
        published=_text(raw.get("datePublicationDonnees"))[:10],
        raw=raw,
        **{name: _text(raw.get(names[name])) for name in _TEXTS},
    )


def exported(contract: DecpContract, **stored: Any) -> dict[str, Any]:
    """The contract for a file, with the values a person changed since (by our names)."""
    found = dict(contract.raw)
    for ours, value in stored.items():
        if value in {getattr(contract, ours), None}:
            continue
        if ours in shape()["considerations"]:
            block, name, clause, criterion, nothing = shape()["considerations"][ours]
            words = {"clause": [clause], "criterion": [criterion], "none": [nothing],
                     "both": [clause, criterion]}.get(value)  # fmt: skip
            found |= {block: {name: words}} if words else {}
        elif name := shape()["names"][ours][KINDS.index(contract.kind)]:
            plain = value.isoformat() if isinstance(value, date) else value
            if isinstance(value, Decimal):
                plain = int(value) if value == value.to_integral_value() else float(value)
            found[name] = plain
    return found


def _considered(raw: Mapping[str, Any], name: str) -> Considered:
    """What a contract says of a consideration; words that contradict one another say nothing."""
    block, entries, clause, criterion, nothing = shape()["considerations"][name]
    found = raw.get(block)
    said = found.get(entries) if isinstance(found, Mapping) else found
    words = {each for each in (said if isinstance(said, list) else ()) if isinstance(each, str)}
    if words & {"Marché réservé", "Concession réservée"}:
        return Considered.RESERVED
    if words and words <= {clause, criterion}:
        both = len(words) == 2
        alone = Considered.CLAUSE if clause in words else Considered.CRITERION
        return Considered.BOTH if both else alone
    return Considered.NONE if words == {nothing} else Considered.UNKNOWN


def _entries(raw: Mapping[str, Any], block: str) -> Iterator[Mapping[str, Any]]:
    """The entries of a list, nested under their name or not."""
    found, name = raw.get(block), shape()["xml"]["lists"][block]
    for each in found if isinstance(found, list) else ():
        inner = each.get(name, each) if isinstance(each, Mapping) else None
        if isinstance(inner, Mapping):
            yield inner


def _holder(found: Mapping[str, Any]) -> str:
    """A company by its name and its identifier; nothing of what looks like a natural person."""
    name, *parts = (_text(found.get(each)) for each in ("denominationSociale", "typeIdentifiant",
                                                         "id"))  # fmt: skip
    return NATURAL if name and is_person(name) else " ".join(filter(None, (name, *parts)))


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""


def _amount(value: Any) -> Decimal | None:
    known = type(value) in {int, float} and abs(value) < 10**13
    return Decimal(str(value)).quantize(Decimal("0.01")) if known else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def digital_by_cpv(cpv: str) -> bool | None:
    """Whether a CPV code is of a digital family; None when it is no full code.

    >>> digital_by_cpv("48000000-8"), digital_by_cpv("45000000-7"), digital_by_cpv("4800")
    (True, False, None)
    """
    digits = cpv.split("-", maxsplit=1)[0]
    families = package_table("jalons.procurement", "digital_cpv")["families"]
    full = len(digits) == 8 and digits.isdigit()
    return any(map(digits.startswith, families)) if full else None
