"""What one cell looks like: numbers with their check digits first, then addresses, then names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from stdnum import iban, luhn
from stdnum.fr import nir

from jalons.kernel.tables import package_table
from jalons.tabular.folding import searchable
from jalons.tabular.persons import PersonSign, persons_in

_NIR = re.compile(r"(?<![\w.])[1-478](?:[\s.]?[\dABab]){14}(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){11,30}(?!\w)")
_PLATE = re.compile(r"[A-HJ-NP-TV-Z]{2}[\s-]?\d{3}[\s-]?[A-HJ-NP-TV-Z]{2}", re.IGNORECASE)
_SIRET = re.compile(r"\d{3}\s?\d{3}\s?\d{3}(?:\s?\d{5})?")
_ONE_NAME = re.compile(r"[^\W\d_]{2,}(?:[\s’'-][^\W\d_]+){0,2}")
_NAMES = frozenset({PersonSign.CIVILITY, PersonSign.FIRST_NAME, PersonSign.INITIAL,
                    PersonSign.ROLE, PersonSign.LOGIN})  # fmt: skip
_LONGEST = 2_000  # characters of a cell that are read for a name


@lru_cache(maxsize=50_000)
def kinds_in(cell: str) -> frozenset[str]:
    """The kinds of personal data a cell looks like by its form alone: no name is looked for here.

    >>> sorted(kinds_in("1 84 12 76 451 089 46")), sorted(kinds_in("AB-123-CD"))
    (['nir'], ['plate'])
    """
    found: set[str] = set()
    if sum(char.isdigit() for char in cell) >= 9:
        found |= _numbers(cell)
    elif _PLATE.fullmatch(cell):
        found.add("plate")
    if "@" in cell and any(each.sign is PersonSign.ADDRESS for each in persons_in(cell)):
        found.add("email")
    return frozenset(found)


def _numbers(cell: str) -> set[str]:
    found = {"nir"} if any(nir.is_valid(each[0]) for each in _NIR.finditer(cell)) else set()
    if any(_is_iban(each[0]) for each in _IBAN.finditer(cell.upper())):
        found.add("iban")
    if not found and any(each.sign is PersonSign.TELEPHONE for each in persons_in(cell)):
        found.add("phone")
    return found


def _is_iban(text: str) -> bool:
    """Whether an IBAN starts a text: other words may follow it in capitals."""
    words = text.split()
    return any(iban.is_valid("".join(words[:count])) for count in range(len(words), 0, -1))


def is_company_number(cell: str) -> bool:
    """Whether a cell is a SIREN or a SIRET: the number of a company, not of a person."""
    return bool(_SIRET.fullmatch(cell)) and luhn.is_valid("".join(cell.split()))


@lru_cache(maxsize=50_000)
def names_in(cell: str) -> bool:
    """Whether a cell names a person: two capitals in a row alone are not enough."""
    text = cell[:_LONGEST]
    return any(each.sign in _NAMES for each in persons_in(text))


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(searchable, package_table("jalons.tabular", "first_names")["names"]))


def is_first_name(cell: str) -> bool:
    """Whether a cell is a usual first name and nothing else."""
    return searchable(cell).split("-")[0] in _first_names()


def may_be_family_name(cell: str) -> bool:
    """Whether a cell is one to three words of letters, as a family name is, and much else."""
    return bool(_ONE_NAME.fullmatch(cell))
