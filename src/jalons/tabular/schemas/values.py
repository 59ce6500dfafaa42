"""What the text of a cell means for its column, and the constraints that it does not respect."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum.fr import siren, siret

from jalons.tabular.schemas.description import Constraints, Field

type Reader = Callable[[str], Any]
"""The value of a text; None, or a ``ValueError``, when it has none."""

_EDGES = re.compile(r"(^[^-\d]*)|(\D*$)")  # what stands around a number that is not bare
_EMAIL = re.compile(r"[^@\s,;:<>()\"]+@(?:[\w-]+\.)+[^\W\d_][\w-]*[^\W_]")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")
_WHOLE = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_DURATION = re.compile(
    r"-?P(?=.)(?:\d+(?:[.,]\d+)?[YMWD])*(?:T(?=.)(?:\d+(?:[.,]\d+)?[HMS])+)?", re.ASCII
)


def reader(field: Field) -> Reader:
    """What reads the cells of a column; a type that is not known reads every text as it is."""
    return _READERS.get(field.type, _any)(field)


def judge(field: Field, extra: tuple[str, ...] = ()) -> Callable[[str], tuple[str, ...]]:
    """The codes of what a cell that has a value does not respect: ``type``, else its constraints.

    ``extra`` are the checks of single values: siret, siren.
    """
    read, tests = reader(field), _tests(field)
    tests += [(name, _NUMBERS[name]) for name in extra]

    def codes(text: str) -> tuple[str, ...]:
        try:
            value = read(text)
        except (ValueError, InvalidOperation):
            value = None
        if value is None:
            return ("type",)
        return tuple(code for code, respects in tests if not _respects(respects, value))

    return codes


def _respects(respects: Callable[[Any], bool], value: Any) -> bool:
    try:
        return respects(value)
    except InvalidOperation:  # what is not a number is within no bounds
        return False


def is_free(field: Field) -> bool:
    """Whether every text is right in a column."""
    plain = field.type in {"string", "any"} and field.format == "default"
    return plain and not _tests(field)


def _tests(field: Field) -> list[tuple[str, Callable[[Any], bool]]]:
    asked, read = field.constraints, reader(field)
    tests: list[tuple[str, Callable[[Any], bool]]] = []
    if asked.enum is not None:
        known = {_key(read(_text(each))) for each in asked.enum}
        tests.append(("enum", lambda value: _key(value) in known))
    if asked.pattern is not None and field.type == "string":
        pattern = re.compile(f"^{asked.pattern}$")
        tests.append(("pattern", lambda value: pattern.match(value) is not None))
    return tests + _bounds(asked, read)


def _bounds(asked: Constraints, read: Reader) -> list[tuple[str, Callable[[Any], bool]]]:
    tests: list[tuple[str, Callable[[Any], bool]]] = []
    if asked.minimum is not None and (least := read(_text(asked.minimum))) is not None:
        tests.append(("minimum", lambda value: bool(value >= least)))
    if asked.maximum is not None and (most := read(_text(asked.maximum))) is not None:
        tests.append(("maximum", lambda value: bool(value <= most)))
    if (shortest := asked.min_length) is not None:
        tests.append(("min_length", lambda value: len(value) >= shortest))
    if (longest := asked.max_length) is not None:
        tests.append(("max_length", lambda value: len(value) <= longest))
    return tests


def _text(value: Any) -> str:
    """A bound or a choice of the schema as a cell writes it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _key(value: Any) -> Any:
    return _text(value) if isinstance(value, dict | list) else value


def _any(_field: Field) -> Reader:
    return lambda text: text


def _string(field: Field) -> Reader:
    forms: dict[str, Reader] = {"email": _EMAIL.fullmatch, "uri": _URI.fullmatch,
                                "uuid": uuid.UUID, "binary": base64.b64decode}  # fmt: skip
    form = forms.get(field.format)
    return _any(field) if form is None else lambda text: text if form(text) is not None else None


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


def _datetime(field: Field) -> Reader:
    if field.format not in {"default", "any"}:
        return lambda text: datetime.strptime(text, field.format)  # noqa: DTZ007

    def read(text: str) -> datetime | None:
        day, _sep, clock = text.partition("T") if "T" in text else text.partition(" ")
        return datetime.fromisoformat(text) if _CLOCK.fullmatch(clock) and day else None

    return read


def _time(field: Field) -> Reader:
    if field.format not in {"default", "any"}:
        return lambda text: datetime.strptime(text, field.format).timetz()  # noqa: DTZ007
    return lambda text: time.fromisoformat(text) if _CLOCK.fullmatch(text) else None


def _year(_field: Field) -> Reader:
    return lambda text: int(text) if len(text) == 4 and int(text) >= 0 else None


def _yearmonth(_field: Field) -> Reader:
    def read(text: str) -> tuple[int, int] | None:
        year, month = text.split("-")
        return (int(year), int(month)) if 1 <= int(month) <= 12 else None

    return read


def _duration(_field: Field) -> Reader:
    return lambda text: text if _DURATION.fullmatch(text) else None


def _geopoint(field: Field) -> Reader:
    """Longitude, then latitude, in degrees."""

    def read(text: str) -> tuple[Decimal, Decimal] | None:
        pair: Any = text.split(",")
        if field.format != "default":
            found = json.loads(text, parse_float=Decimal, parse_int=Decimal)
            pair = (found["lon"], found["lat"]) if field.format == "object" else found
            if isinstance(pair, dict):
                return None
        lon, lat = (Decimal(each) for each in pair)
        return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None

    return lambda text: _shaped(read, text)


def _shaped(read: Reader, text: str) -> Any:
    try:
        return read(text)
    except (KeyError, TypeError):  # JSON of another shape
        return None


def _json(kind: type) -> Callable[[Field], Reader]:
    def made(_field: Field) -> Reader:
        def read(text: str) -> Any:
            value = json.loads(text)
            return value if isinstance(value, kind) else None

        return read

    return made


_READERS: dict[str, Callable[[Field], Reader]] = {
    "string": _string, "integer": _integer, "number": _number, "boolean": _boolean,
    "date": _date, "datetime": _datetime, "time": _time, "year": _year, "yearmonth": _yearmonth,
    "duration": _duration, "geopoint": _geopoint, "array": _json(list), "object": _json(dict),
    "geojson": _json(dict),
}  # fmt: skip
_NUMBERS: dict[str, Callable[[Any], bool]] = {"siret": siret.is_valid, "siren": siren.is_valid}
