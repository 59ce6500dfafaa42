"""Numbers with what is written after them: 12 k€, 48 %, 3,5 jours, 1,2 To."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from jalons.tabular.numbers import read_number

_BEGINS = re.compile(
    r"([+\-−]?[0-9.,](?:[0-9.,'’ \t\u00a0\u202f\u2009]*[0-9.,])?"
    r"(?:e[+\-]?[0-9]{1,3}(?![0-9]))?)(.*)",
    re.DOTALL | re.IGNORECASE,
)
_LONGEST = 80


def split_number(text: str) -> tuple[str, str] | None:
    """The number a text begins with, as written, and what follows; None when it begins with none.

    >>> split_number(" 1 200,50 € HT "), split_number("environ 3")
    (('1 200,50', '€ HT'), None)
    """
    match = _BEGINS.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return (match[1], " ".join(match[2].split())) if match else None


def scales(words: Iterable[tuple[int, str]]) -> dict[str, Decimal]:
    """How many of the unit each of the words of a table stands for: ``((1000, "k€ ke"), …)``."""
    return {word: Decimal(times) for times, names in words for word in names.split()}


EUROS: Mapping[str, Decimal] = {"": Decimal(1)} | scales((
    (1, "€ euro euros eur"),
    (1_000, "k€ keuro keuros keur ke k"),
    (1_000_000, "m€ meuro meuros meur me m million millions million€ millions€"),
    (1_000_000, "milliondeuro milliondeuros millionsdeuro millionsdeuros"),
))  # fmt: skip
"""Euros in the words of a budget, once their spaces and apostrophes are out."""
GIGABYTES: Mapping[str, Decimal] = {
    **{word: Decimal(1) for word in ("", "g", "go", "gb")},
    **{word: Decimal("0.001") for word in ("m", "mo", "mb")},
    **{word: Decimal(1000) for word in ("t", "to", "tb")},
    **{word: Decimal(2**20) / 10**9 for word in ("mio", "mib")},
    **{word: Decimal(2**30) / 10**9 for word in ("gio", "gib")},
    **{word: Decimal(2**40) / 10**9 for word in ("tio", "tib")},
}
CORES: Mapping[str, Decimal] = {"": Decimal(1)} | scales((
    (1, "vcpu vcpus cpu cpus core cores cœur cœurs coeur coeurs"),
))  # fmt: skip
DAYS: Mapping[str, Decimal] = {"": Decimal(1)} | scales(((1, "j jour jours"),))
_ABOUT = re.compile(r"^(?:~|≈|environ\b|env\b\.?)\s*", re.IGNORECASE)
_TAX = re.compile(r"\s*\b(?:ht|ttc)$", re.IGNORECASE)
_PARTS = re.compile(r"[\s'’]")


def read_amount(text: str, units: Mapping[str, Decimal]) -> Decimal | None:
    """How many of a unit a cell means, or None: a number, and a word of ``units`` or none.

    « environ » before and « HT » or « TTC » after say nothing of the number. A group of three
    digits is of thousands where the word stands for one: « 12.500 € », but « 1.250 k€ » is 1 250 €.

    >>> read_amount("12 k€", EUROS), read_amount("1 200,50 € HT", EUROS), read_amount("3 h", EUROS)
    (Decimal('12000'), Decimal('1200.50'), None)
    """
    written = split_number(_ABOUT.sub("", text.strip().rstrip(" .")))
    if written is None:
        return None
    scale = units.get(_PARTS.sub("", _TAX.sub("", written[1])).lower())
    if scale is None:
        return None
    number = read_number(written[0].rstrip(".,"), grouped=scale == 1)
    return None if number is None else number * scale
