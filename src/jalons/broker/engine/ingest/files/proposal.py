"""A proposed plan for a file, to correct, from its headings and its first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jalons.broker.engine.ingest import cells
from jalons.broker.engine.ingest.measures import clear_unit, measured
from jalons.broker.engine.ingest.plan import SIGNS, PlaceKind, Plan, PlannedColumn, code_of
from jalons.broker.engine.ingest.reading import NAME
from jalons.broker.engine.models import Model, ModelAttribute
from jalons.broker.engine.problems import Problem
from jalons.tabular.columns import NOTHING
from jalons.tabular.folding import ascii_words, fold

BLANKS = (*NOTHING, "#n/a", "null", "none")
ERRORS = (
    "#div/0!", "#ref!", "#name?", "#nom?", "#value!", "#valeur!", "#num!", "#nombre!", "#null!",
    "#nul!", "#####",
)  # fmt: skip
"""What a formula in error leaves in a CSV: nothing is known of it."""
_NAMING = (
    "deveui", "identifiant", "id", "matricule", "reference", "ref", "numero", "num", "n", "no",
    "code", "device", "capteur", "nom", "name",
)  # fmt: skip
_CODES = (
    "insee", "codeinsee", "siret", "siren", "codepostal", "cp", "telephone", "tel", "fax", "uai",
)  # fmt: skip
"""Headings of what is written with digits and is no number: nobody adds up postal codes."""
_CALLED = ("devicename", "sensorname", "displayname", "nomducapteur", "nomcapteur")
_DATING = ("date", "horodat", "timestamp", "heure", "releve", "observ", "time", "jour", "mesurele")
_EAST = ("longitude", "lon", "lng", "long", "x", "xl93", "xlambert93", "coordx", "est")
_NORTH = ("latitude", "lat", "y", "yl93", "ylambert93", "coordy", "nord")
_TRUTHS = {"oui", "non", "vrai", "faux", "true", "false"}
MOSTLY = 0.9  # of the cells decide what a column is; the others are refused, and said to be
_IN_MARKS = re.compile(r"[(\[]([^()\[\]]{1,10})[)\]]")
_POINT = re.compile(r"-?\d{1,2}[.]\d+\s*[,; ]\s*-?\d{1,3}[.]\d+")


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    folded: str
    values: tuple[str, ...]


def folded(text: str) -> str:
    """A text without accents, marks nor capitals, in one word."""
    return fold(text).replace(" ", "")


def proposed(
    names: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    models: Mapping[str, Model],
    contexts: Mapping[str, str],
    *,
    hint: str = "",
) -> Plan:
    """The plan of a table; ``contexts`` gives the context of a subject, ``hint`` is a file name.

    The type is left empty when no model has at least two of the columns.
    """
    samples = list(rows)
    columns = [_column(name, samples) for name in names]
    place, east, north = _place(columns)
    taken = {east, north} if place != "none" else set()
    observed = _dated(columns, taken)
    identifier = _identifier([each for each in columns if each.name not in taken | {observed}])
    rest = [column for column in columns if column.name not in taken | {observed, identifier}]
    model = _model(rest, models, hint)
    return Plan(
        type=model.name if model else "",
        context=contexts.get(model.subject, "") if model else "",
        identifier=identifier,
        observed=observed,
        place=place,
        east=east,
        north=north,
        columns=planned(((each.name, each.values) for each in rest), model),
        blanks=BLANKS + ERRORS,
    )


def planned(
    columns: Iterable[tuple[str, Sequence[str]]], model: Model | None
) -> tuple[PlannedColumn, ...]:
    """Each column with the attribute, the unit and the kind it most probably has."""
    planned_columns: list[PlannedColumn] = []
    for name, values in columns:
        match = _attribute(folded(_bare(name)), model)
        attribute = match.name if match else _camel(_bare(name))
        if folded(name.rpartition(".")[2]) in _CALLED:
            attribute = "name"
        if any(each.attribute == attribute for each in planned_columns):
            attribute = _camel(name) if name != NAME else "deviceName"
        said = [value for value in values if value and value.lower() not in BLANKS + ERRORS]
        unit = heading_unit(name) or _cells_unit(said) or (match.code if match else "")
        names = folded(_bare(name)) in _NAMING  # a code may look like a number nine times of ten
        kind = kind_of(said, unit=unit, share=1.0 if names else MOSTLY)
        if name == NAME or folded(_bare(name)) in _CODES:  # a device may be called 12
            kind = "text"
        planned_columns.append(PlannedColumn(name, attribute, unit, kind))
    return tuple(planned_columns)


def kind_of(values: Sequence[str], *, unit: str = "", share: float = 1.0) -> str:
    """``number``, ``date``, ``boolean`` or ``text``: what a share of the values can be read as.

    A number may be followed by the sign of ``unit``.
    """
    if not values:
        return "text"
    if any(v[0] == "0" and len(v) > 1 and v.isdecimal() for v in values):
        return "text"  # a code with its zeros
    for kind in ("boolean", "number", "date"):
        if sum(reads_as(kind, value, unit) for value in values) >= share * len(values):
            return kind
    return "text"


def reads_as(kind: str, text: str, unit: str = "") -> bool:
    """Whether a cell can be read as a number (in a unit), a date, a yes or no; a text always."""
    if kind == "boolean":
        return text.lower() in _TRUTHS
    if kind == "date":
        return _is_date(text)
    if kind not in ("number", "integer"):
        return True
    try:
        measured(text, unit=unit, where="")
    except Problem:
        return False
    return True


def _guessed(values: Sequence[str]) -> str:
    return kind_of(values, unit=_cells_unit(values), share=MOSTLY)


def _cells_unit(values: Sequence[str]) -> str:
    """The unit nearly all cells end with; none when some others write none."""
    counts = Counter(clear_unit(value) for value in values)
    code, times = max(counts.items(), key=lambda each: each[1], default=("", 0))
    return code if code and times >= MOSTLY * len(values) else ""


def _column(name: str, rows: Sequence[Mapping[str, str]]) -> _Column:
    values = (row.get(name, "") for row in rows)
    values_ = tuple(v for v in values if v and v.lower() not in BLANKS + ERRORS)
    return _Column(name, folded(_bare(name)), values_)


def _bare(name: str) -> str:
    return _IN_MARKS.sub("", name).strip() or name


def _is_date(text: str) -> bool:
    try:
        cells.moment(text, timezone=cells.PARIS, where="")
    except Problem:
        return False
    return True


def _dated(columns: Sequence[_Column], taken: set[str]) -> str:
    dates = [
        column
        for column in columns
        if column.name not in taken and column.values and all(map(_is_date, column.values))
    ]
    named = [date for date in dates if any(word in date.folded for word in _DATING)]
    mixed = [
        column
        for column in columns
        if any(word in column.folded for word in _DATING) and any(map(_is_date, column.values))
    ]
    found = named or mixed or dates
    return found[0].name if found else ""


def _identifier(columns: Sequence[_Column]) -> str:
    for word in _NAMING:
        for column in columns:
            if column.folded == word:
                return column.name
    for word in _NAMING[:6]:
        for column in columns:
            if len(word) > 2 and word in column.folded:
                return column.name
    texts = [c for c in columns if c.values and _guessed(c.values) == "text"]
    apart = [c for c in texts if len(set(c.values)) == len(c.values)]
    return (apart or texts or [_Column("", "", ())])[0].name


def _place(columns: Sequence[_Column]) -> tuple[PlaceKind, str, str]:
    points = [c for c in columns if c.values and all(_POINT.fullmatch(v) for v in c.values)]
    east = next((c for word in _EAST for c in columns if c.folded == word and _numbers(c)), None)
    north = next((c for word in _NORTH for c in columns if c.folded == word and _numbers(c)), None)
    if east is None or north is None:
        return ("point", points[0].name, "") if points else ("none", "", "")
    metres = min(abs(number) for number in _numbers(east)) > 1_000
    return ("lambert93" if metres else "degrees"), east.name, north.name


def _numbers(column: _Column) -> list[float]:
    try:
        return [float(cells.number(value, where="")) for value in column.values]
    except Problem:
        return []


def _model(columns: Sequence[_Column], models: Mapping[str, Model], hint: str) -> Model | None:
    words = _singular(hint)
    best, most = None, 1
    for model in models.values():
        score = sum(_attribute(column.folded, model) is not None for column in columns)
        names = (_singular(model.label), _singular(model.name))
        if words and any(name and name in words for name in names):
            score += 2
        if score > most:
            best, most = model, score
    return best


def _singular(text: str) -> str:
    """A text folded, its plurals gone: a name of file says “points lumineux”."""
    return "".join(word.rstrip("s") for word in fold(text).split())


def _attribute(heading: str, model: Model | None) -> ModelAttribute | None:
    if model is None or not heading:
        return None
    for each in model.attributes.values():
        if heading in (folded(each.name), folded(each.label)) and each.kind == "Property":
            return each
    return None


def heading_unit(name: str) -> str:
    """The code of the unit a heading writes between marks, empty when it writes none."""
    marks = _IN_MARKS.search(name)
    sign = marks.group(1).strip() if marks else ""
    return code_of(sign) if sign.lower() in SIGNS else ""


def _camel(name: str) -> str:
    words = ascii_words(name.replace("°", ""))
    if not words:
        return ""
    made = words[0].lower() + "".join(word[:1].upper() + word[1:].lower() for word in words[1:])
    return made if made[0].isalpha() else f"n{made}"
