"""What a cell that its column refuses would be, once repaired: never guessed.

A repair changes a text only when its column accepts the new one. What two readings fit is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from stdnum.fr import siren, siret

from jalons.kernel.tables import package_table
from jalons.tabular.days import day_order
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number
from jalons.tabular.schemas import Field

type Change = Callable[[str], str]

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}", re.ASCII)
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_CODES = {5: lambda _text: True, 9: siren.is_valid, 14: siret.is_valid}
_ISO = {"default", "any", "%Y-%m-%d"}
_LOST = {5: 1, 9: 1, 14: 2}  # zeros a spreadsheet may have cut


def _dates(_field: Field, texts: Collection[str]) -> Change | None:
    """Day first, when a text of the column can only be read so and none the other way round."""
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


def _decimals(field: Field, texts: Collection[str]) -> Change | None:
    """With a decimal point, thousands together, no sign of euros: 1 234,50 € is 1234.50."""
    commas = [text for text in texts if "," in text]
    if commas and all(_THOUSANDS.fullmatch(text.strip()) for text in commas):
        return None

    def repair(text: str) -> str:
        if (number := read_number(text.strip().removesuffix("€"))) is None:
            return text
        whole = field.type == "integer" and number == number.to_integral_value()
        return str(number.to_integral_value() if whole else number)

    return repair


def _zeros(_field: Field, _texts: Collection[str]) -> Change:
    """A code of 5, 9 or 14 digits without spaces nor “.0”, its lost zeros back.

    SIREN and SIRET must have the right key.
    """

    def repair(text: str) -> str:
        digits = _BLANKS.sub("", text).removesuffix(".0").removesuffix(",0")
        for length, fits in _CODES.items() if digits.isascii() and digits.isdigit() else ():
            if 0 <= length - len(digits) <= _LOST[length]:
                return whole if fits(whole := digits.zfill(length)) else text
        return text

    return repair


def _truths(field: Field, _texts: Collection[str]) -> Change:
    """The words for true and false that the column accepts."""
    table = package_table("jalons.catalogue", "checks")
    words = dict.fromkeys(table["true"], field.true_values[:1])
    words |= dict.fromkeys(table["false"], field.false_values[:1])
    return lambda text: next(iter(words.get(fold(text), ())), text)


def _choices(field: Field, _texts: Collection[str]) -> Change:
    """The value of the list that has the same letters and digits."""
    known: dict[str, set[str]] = {}
    for each in map(str, field.constraints.enum or ()):
        known.setdefault(fold(each), set()).add(each)

    def repair(text: str) -> str:
        same = known.get(fold(text), set())
        return next(iter(same)) if len(same) == 1 else text

    return repair


class TextRepair(NamedTuple):
    """Which columns it is for; of a column and its wrong texts, what changes one of them.

    None when two readings fit.
    """

    concerns: Callable[[Field], bool]
    change: Callable[[Field, Collection[str]], Change | None]


REPAIRS: Mapping[str, TextRepair] = {
    "spaces": TextRepair(lambda _field: True, lambda _field, _texts: str.strip),
    "dates": TextRepair(lambda field: field.type == "date" and field.format in _ISO, _dates),
    "decimals": TextRepair(
        lambda field: field.type in {"number", "integer"} and field.bare_number, _decimals
    ),
    "zeros": TextRepair(lambda field: bool(field.constraints.pattern), _zeros),
    "truths": TextRepair(lambda field: field.type == "boolean", _truths),
    "choices": TextRepair(lambda field: field.constraints.enum is not None, _choices),
}
"""In the order in which they are applied."""
