"""What one cell looks like: numbers by their check digits first, then addresses, then names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from stdnum import iban, luhn
from stdnum.fr import nir

from jalons.kernel.tables import package_table
from jalons.tabular.folding import searchable
from jalons.tabular.persons import PersonSign, persons_in

_NIR = re.compile(r"(?<![\w.])[1-478](?:[\s.]?[\dABab]){14}(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){11,30}(?!\w)")
_PLATE = re.compile(r"[A-HJ-NP-TV-Z]{2}[\s-]?\d{3}[\s-]?[A-HJ-NP-TV-Z]{2}", re.IGNORECASE)
_COMPANY = re.compile(r"\d{3}\s?\d{3}\s?\d{3}(?:\s?\d{5})?")  # SIREN or SIRET: of no person
_FAMILY = re.compile(r"[^\W\d_]{2,}(?:[\s’'-][^\W\d_]+){0,2}")
_BY_SIGN = {PersonSign.ADDRESS: "email", PersonSign.TELEPHONE: "phone"}
_WEAK = frozenset({PersonSign.PAIR, *_BY_SIGN})  # they name nobody by themselves
_LONGEST, _DIGITS = 2_000, 9  # characters read for a name; digits of the shortest number


@lru_cache(maxsize=50_000)
def forms(cell: str) -> frozenset[str]:
    """The kinds of numbers and addresses in a cell; "service" for an address of nobody.

    >>> sorted(forms("1 84 12 76 451 089 46")), sorted(forms("AB-123-CD"))
    (['nir'], ['plate'])
    """
    digits = sum(map(str.isdigit, cell)) >= _DIGITS
    if digits and any(map(nir.is_valid, _NIR.findall(cell))):
        return frozenset({"nir"})
    if digits and any(map(_is_iban, _IBAN.findall(cell.upper()))):
        return frozenset({"iban"})
    if digits or "@" in cell:
        signs = {each.sign for each in persons_in(cell)}
        found = {kind for sign, kind in _BY_SIGN.items() if sign in signs}
        return frozenset(found or ({"service"} if "@" in cell else ()))
    return frozenset({"plate"}) if _PLATE.fullmatch(cell) else frozenset()


def _is_iban(text: str) -> bool:
    words = text.split()  # other words may follow in capitals
    return any(iban.is_valid("".join(words[:count])) for count in range(len(words), 0, -1))


def names(cell: str) -> Iterator[str]:
    """What else a cell looks like: the number of a company, a first name, a person, a family name.

    A family name is any one to three words: it counts only where the heading says so.
    """
    if _COMPANY.fullmatch(cell) and luhn.is_valid("".join(cell.split())):
        yield "company"
    elif searchable(cell).split("-")[0] in _first_names():
        yield "first_name"
    elif any(each.sign not in _WEAK for each in persons_in(cell[:_LONGEST])):
        yield "full_name"
    if _FAMILY.fullmatch(cell):
        yield "family_name"


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(searchable, package_table("jalons.tabular", "first_names")["names"]))
