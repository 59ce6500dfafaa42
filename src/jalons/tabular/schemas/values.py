"""What the text of a cell means for its column, and the constraints that it does not respect."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Collection
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum.fr import siren, siret

from jalons.tabular.schemas.description import Field

type Reader = Callable[[str], Any]
"""The value of a text; None, or an error, when it has none."""
type _Test = tuple[str, Callable[[Any], bool]]

_UNREAD = (ValueError, TypeError, KeyError, InvalidOperation)
_WHOLE = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
_EDGES = re.compile(r"(^[^-\d]*)|(\D*$)")  # what stands around a number that is not bare
_EMAIL = re.compile(r"[^@\s,;:<>()\"]+@(?:[\w-]+\.)+[^\W\d_][\w-]*[^\W_]")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)


def value_of(field: Field, missing: Collection[str]) -> Reader:
    """What gives the value of a text of a column; None when it has none or cannot be read."""
    read = _READERS.get(field.type, _string)(field)  # a type that is not known is a text

    def value(text: str) -> Any:
        try:
            return None if text in missing else read(text)
        except _UNREAD:
            return None

    return value


def judge(field: Field, extra: Collection[str] = ()) -> Callable[[str], tuple[str, ...]]:
    """The codes of what a cell that has a value does not respect: ``type``, else its constraints.

    ``extra`` are checks of single values: siret, siren.
    """
    value = value_of(field, ())
    tests = [*_tests(field), *((name, _NUMBERS[name]) for name in extra)]

    def codes(text: str) -> tuple[str, ...]:
        if (found := value(text)) is None:
            return ("type",)
        return tuple(code for code, respects in tests if not respects(found))

    return codes


def is_free(field: Field) -> bool:
    """Whether every text is right in a column."""
    plain = field.type in {"string", "any"} and field.format == "default"
    return plain and not _tests(field)


def _tests(field: Field) -> list[_Test]:
    rules, value = field.constraints, value_of(field, ())
    tests: list[_Test] = []
    if rules.enum is not None:
        known = [value(_text(each)) for each in rules.enum]
        tests.append(("enum", lambda found: found in known))
    if rules.pattern is not None and field.type == "string":
        pattern = re.compile(f"^{rules.pattern}$")
        tests.append(("pattern", lambda found: pattern.match(found) is not None))
    if rules.minimum is not None and (least := value(_text(rules.minimum))) is not None:
        tests.append(("minimum", lambda found: not _below(found, least)))
    if rules.maximum is not None and (most := value(_text(rules.maximum))) is not None:
        tests.append(("maximum", lambda found: not _below(most, found)))
    if (shortest := rules.min_length) is not None:
        tests.append(("min_length", lambda found: len(found) >= shortest))
    if (longest := rules.max_length) is not None:
        tests.append(("max_length", lambda found: len(found) <= longest))
    return tests


def _below(low: Any, high: Any) -> bool:
    """Whether a value is below another; what is not a number (NaN) is within no bounds."""
    try:
        return bool(low < high)
    except InvalidOperation:
        return True


def _text(value: Any) -> str:
    """A bound or a choice of the schema as a cell writes it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _string(field: Field) -> Reader:
    forms: dict[str, Reader] = {"email": _EMAIL.fullmatch, "uri": _URI.fullmatch, "uuid": uuid.UUID}
    if (form := forms.get(field.format)) is None:
        return str
    return lambda text: text if form(text) is not None else None


def _integer(field: Field) -> Reader:
    if field.bare_number:
        return lambda text: int(text) if _WHOLE.fullmatch(text) else None
    return lambda text: int(_EDGES.sub("", text.strip()))


def _number(field: Field) -> Reader:
    mark, group, bare = field.decimal_char, field.group_char, field.bare_number
    if (mark, group, bare) == (".", "", True):
        return lambda text: None if "_" in text else Decimal(text)

    def read(text: str) -> Decimal | None:
        bared = text.strip() if bare else _EDGES.sub("", text.strip())
        bared = bared.replace(group, "") if group else bared
        return None if mark != "." and "." in bared else Decimal(bared.replace(mark, "."))

    return read


def _boolean(field: Field) -> Reader:
    known = dict.fromkeys(field.true_values, True) | dict.fromkeys(field.false_values, False)
    return known.get


def _date(field: Field) -> Reader:
    form = "%Y-%m-%d" if field.format in {"default", "any"} else field.format

    def read(text: str) -> date:
        if form == "%Y-%m-%d" and _DAY.fullmatch(text):
            return date.fromisoformat(text)
        return datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no zone

    return read


def _moment(field: Field) -> Reader:
    """A moment, or a time of the day."""
    kind = time if field.type == "time" else datetime

    def read(text: str) -> Any:
        if field.format not in {"default", "any"}:
            return datetime.strptime(text, field.format)  # noqa: DTZ007 its reader's zone
        clock = text if kind is time else re.split("[T ]", text, maxsplit=1)[1:]
        return kind.fromisoformat(text) if _CLOCK.fullmatch("".join(clock)) else None

    return read


def _year(_field: Field) -> Reader:
    return lambda text: int(text) if len(text) == 4 and int(text) >= 0 else None


def _yearmonth(_field: Field) -> Reader:
    def read(text: str) -> tuple[int, int] | None:
        year, month = map(int, text.split("-"))
        return (year, month) if 1 <= month <= 12 else None

    return read


def _geopoint(field: Field) -> Reader:
    """Longitude, then latitude, in degrees."""

    def read(text: str) -> tuple[Decimal, Decimal] | None:
        pair: Any = text.split(",")
        if field.format != "default":
            found = json.loads(text, parse_float=Decimal, parse_int=Decimal)
            pair = (found["lon"], found["lat"]) if field.format == "object" else found[:3]
        lon, lat = (Decimal(each) for each in pair)
        return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None

    return read


def _json(field: Field) -> Reader:
    kind = list if field.type == "array" else dict

    def read(text: str) -> Any:
        value = json.loads(text)
        return value if isinstance(value, kind) else None

    return read


_READERS: dict[str, Callable[[Field], Reader]] = {
    "string": _string, "integer": _integer, "number": _number, "boolean": _boolean, "date": _date,
    "datetime": _moment, "time": _moment, "year": _year, "yearmonth": _yearmonth,
    "geopoint": _geopoint, "array": _json, "object": _json, "geojson": _json,
}  # fmt: skip
_NUMBERS: dict[str, Callable[[Any], bool]] = {"siret": siret.is_valid, "siren": siren.is_valid}
