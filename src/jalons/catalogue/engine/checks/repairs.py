"""What a cell that its column refuses would be, once repaired: never guessed.

A repair changes a text only when its column accepts the new one. What two readings fit is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache

from stdnum.fr import siren, siret

from jalons.kernel.tables import package_table
from jalons.tabular.days import day_order
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number
from jalons.tabular.schemas import Field

type Repair = Callable[[Field, Collection[str]], Callable[[str], str] | None]
"""Of a column and its wrong texts, what repairs one of them; None when two readings fit."""

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}", re.ASCII)
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_CODES = {5: lambda _text: True, 9: siren.is_valid, 14: siret.is_valid}
_LOST = {5: 1, 9: 1, 14: 2}  # zeros a spreadsheet may have cut


def spaces(_field: Field, _texts: Collection[str]) -> Callable[[str], str]:
    """Without the blanks around, no-break ones included."""
    return str.strip


def dates(field: Field, texts: Collection[str]) -> Callable[[str], str] | None:
    """Day first, when a text of the column can only be read so and none the other way round."""
    if field.type != "date" or field.format not in {"default", "any", "%Y-%m-%d"}:
        return lambda text: text
    slashed = [text for text in texts if _SLASHED.fullmatch(text.strip())]
    orders = {day_order(text.strip().replace("-", "/").replace(".", "/")) for text in slashed}
    if slashed and (1 not in orders or -1 in orders):
        return None

    def repair(text: str) -> str:
        if match := _SLASHED.fullmatch(text.strip()):
            return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
        match = _MIDNIGHT.fullmatch(text.strip())
        return match[1] if match else text

    return repair


def decimals(field: Field, texts: Collection[str]) -> Callable[[str], str] | None:
    """With a decimal point, thousands together, no sign of euros: 1 234,50 € is 1234.50."""
    if field.type not in {"number", "integer"} or not field.bare_number:
        return lambda text: text
    commas = [text for text in texts if "," in text]
    if commas and all(_THOUSANDS.fullmatch(text.strip()) for text in commas):
        return None

    def repair(text: str) -> str:
        if (number := read_number(text.strip().removesuffix("€"))) is None:
            return text
        whole = field.type == "integer" and number == number.to_integral_value()
        return str(number.to_integral_value() if whole else number)

    return repair


def zeros(field: Field, _texts: Collection[str]) -> Callable[[str], str]:
    """A code of 5, 9 or 14 digits without spaces nor “.0”, its lost zeros back.

    SIREN and SIRET must have the right key.
    """

    def repair(text: str) -> str:
        digits = _BLANKS.sub("", text).removesuffix(".0").removesuffix(",0")
        for length, fits in _CODES.items():
            if digits.isascii() and digits.isdigit() and 0 <= length - len(digits) <= _LOST[length]:
                whole = digits.zfill(length)
                return whole if fits(whole) else text
        return text

    return repair if field.type == "string" else lambda text: text


def truths(field: Field, _texts: Collection[str]) -> Callable[[str], str]:
    """The words for true and false that the column accepts."""
    if field.type != "boolean":
        return lambda text: text
    words = dict.fromkeys(_words("true"), field.true_values[:1])
    words |= dict.fromkeys(_words("false"), field.false_values[:1])
    return lambda text: next(iter(words.get(fold(text), ())), text)


def choices(field: Field, _texts: Collection[str]) -> Callable[[str], str]:
    """The value of the list that has the same letters and digits."""
    known: dict[str, set[str]] = {}
    for each in map(str, field.constraints.enum or ()):
        known.setdefault(fold(each), set()).add(each)

    def repair(text: str) -> str:
        same = known.get(fold(text), set())
        return next(iter(same)) if len(same) == 1 else text

    return repair


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(package_table("jalons.catalogue", "checks")[kind])


REPAIRS: Mapping[str, Repair] = {
    "spaces": spaces, "dates": dates, "decimals": decimals, "zeros": zeros, "truths": truths,
    "choices": choices,
}  # fmt: skip
"""In the order in which they are applied."""
