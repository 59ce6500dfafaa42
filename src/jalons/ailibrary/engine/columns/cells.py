"""The forms a cell may have: each is a check of its own, on its digits or its writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from stdnum import iban
from stdnum.fr import nir, siren, siret

from jalons.tabular.days import read_moment, read_span
from jalons.tabular.folding import fold, searchable
from jalons.tabular.numbers import read_number
from jalons.tabular.places import place_parts, read_place

NOTHING = frozenset({
    "", "n/a", "na", "nc", "n.c.", "n.c", "nd", "n.d.", "nr", "ns", "n/c", "n/d", "-", "--", "–",
    "—",
    "?", "??", ".", "/", "null", "none", "nan", "#n/a", "#n/d", "neant", "inconnu", "inconnue",
    "non renseigne", "non renseignee", "non communique", "sans objet", "vide", "absent", "so",
    "a completer", "a renseigner", "xxx",
})  # fmt: skip
_DIGITS = re.compile(r"[\d\s.\u00a0\u202f-]+")
_RNA = re.compile(r"W\s?\d[\dA-B]\d{7}", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:(?:\+|00)\s?33[\s.]?(?:\(0\))?\s?|0)[1-9](?:[\s.\-/]?\d{2}){4}")
_URL = re.compile(r"(?:https?://|www\.)\S+\.\S+", re.IGNORECASE)
_MONEY = re.compile(r"(?:€|eur|euros?|k€|m€)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(r"(?:\d{5}|2[AB]\d{3})", re.IGNORECASE)
_TRUTHS = frozenset({"oui", "non", "o", "n", "vrai", "faux", "true", "false", "yes", "no", "x"})
_STREET = re.compile(
    r"(?:^|[\s,])(?:rue|r|avenue|av|ave|boulevard|bd|bld|place|pl|impasse|imp|allee|all|chemin|che|"
    r"quai|square|sq|route|rte|cours|lotissement|lot|residence|res|passage|sentier|faubourg|fbg|"
    r"esplanade|rond point|venelle|hameau|villa|cite|lieu dit)\.?\s+\w"
)
_NUMBERED = re.compile(r"^\s*\d{1,4}\s?(?:bis|ter|quater|[a-d])?[\s,]")


def says_nothing(cell: str) -> bool:
    """Whether a cell is empty, or says that nothing is known.

    >>> says_nothing(" N.C. "), says_nothing("Non renseigné"), says_nothing("0")
    (True, True, False)
    """
    return searchable(" ".join(cell.split())) in NOTHING


def _digits(cell: str) -> str:
    return re.sub(r"\D", "", cell) if _DIGITS.fullmatch(cell) else ""


def _is_siren(cell: str) -> bool:
    return len(digits := _digits(cell)) == 9 and bool(siren.is_valid(digits))


def _is_siret(cell: str) -> bool:
    return len(digits := _digits(cell)) == 14 and bool(siret.is_valid(digits))


def _is_nir(cell: str) -> bool:
    """A number of the national register, with its key: 15 signs, « 2A » and « 2B » are Corsica."""
    return bool(nir.is_valid(cell))


def _is_iban(cell: str) -> bool:
    return len(cell) > 14 and cell[:2].isalpha() and bool(iban.is_valid(cell, check_country=False))


def _is_date(cell: str) -> bool:
    if _YEAR.fullmatch(cell) or not any(map(str.isdigit, cell)):
        return False
    parted = any(mark in cell for mark in "/-. ") or any(map(str.isalpha, cell))
    return parted and read_number(cell) is None and bool(read_moment(cell) or read_span(cell))


def _is_amount(cell: str) -> bool:
    bare = _MONEY.sub("", cell).strip()
    return bare != cell.strip() and read_number(bare) is not None


def _is_percent(cell: str) -> bool:
    return cell.endswith("%") and read_number(cell[:-1].strip()) is not None


def _is_point(cell: str) -> bool:
    parts = place_parts(cell.strip("[]() "))
    return bool(parts and all("." in part or "," in part for part in parts)
                and read_place(cell.strip("[]() ")))  # fmt: skip


def _is_degrees(cell: str, most: float) -> bool:
    number = read_number(cell)
    decimals = re.split(r"[.,]", cell)[-1] if re.search(r"[.,]", cell) else ""
    return number is not None and abs(number) <= most and len(decimals) >= 4


def _is_address(cell: str) -> bool:
    """A number and a kind of street, or a kind of street at the head."""
    folded = fold(cell)
    found = _STREET.search(folded)
    return bool(found and (found.start() < 1 or _NUMBERED.match(folded)))


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "iban": _is_iban,
    "nir": _is_nir,
    "siret": _is_siret,
    "siren": _is_siren,
    "rna": lambda cell: bool(_RNA.fullmatch(cell)),
    "email": lambda cell: bool(_EMAIL.fullmatch(cell)),
    "phone": lambda cell: bool(_PHONE.fullmatch(cell)),
    "url": lambda cell: bool(_URL.fullmatch(cell)),
    "point": _is_point,
    "date": _is_date,
    "money": _is_amount,
    "percent": _is_percent,
    "year": lambda cell: bool(_YEAR.fullmatch(cell)),
    "code": lambda cell: bool(_CODE.fullmatch(cell)),
    "boolean": lambda cell: searchable(cell) in _TRUTHS,
    "latitude": lambda cell: _is_degrees(cell, 90),
    "longitude": lambda cell: _is_degrees(cell, 180),
    "number": lambda cell: read_number(cell) is not None,
    "address": _is_address,
}


@lru_cache(maxsize=50_000)
def forms(cell: str) -> frozenset[str]:
    """The forms of a trimmed cell that says something; it may have several.

    >>> sorted(forms("552 081 317")), sorted(forms("12,50 €")), sorted(forms("12 rue du Moulin"))
    (['number', 'siren'], ['money'], ['address'])
    """
    return frozenset(name for name, check in CHECKS.items() if check(cell))
