"""A file of the national schema confronted with it, and with what makes a place hard to find."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import count
from typing import Any, NamedTuple

from stdnum.fr import siret

from jalons.inclusion.engine.places.communes import Communes, km, plain_name
from jalons.inclusion.engine.places.quality import age_months
from jalons.inclusion.engine.places.schema import (
    Field,
    Place,
    Row,
    place_of,
    schema,
    table,
    value_of,
)
from jalons.tabular.days import read_span
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number


class Fault(NamedTuple):
    """A code of the messages, the cells that would be right (none: a person knows), its facts."""

    code: str
    fix: Mapping[str, str] = {}
    facts: Mapping[str, Any] = {}

    @property
    def is_error(self) -> bool:
        """Whether the schema refuses it; else it is a warning."""
        return self.code in table()["errors"]


class Finding(NamedTuple):
    """A fault of the cell headed ``name``, on a line as a spreadsheet numbers it (0: the file)."""

    line: int
    name: str
    text: str
    fault: Fault


class Report(NamedTuple):
    """What a file has wrong; ``places`` as they could be read, in the order of the rows."""

    places: tuple[Place, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What the schema refuses; without any the file is valid, which does not say useful."""
        return tuple(one for one in self.findings if one.fault.is_error)


def check(
    rows: Sequence[Row], version: str = "", *, communes: Communes | None = None,
    today: date | None = None, lines: Iterable[int] | None = None,
) -> Report:  # fmt: skip
    """The findings of ``rows`` in the order of their ``lines``, from 2 on by default.

    Codes and positions are confronted with ``communes``, dates with ``today``, if any.
    Raises ``InclusionError`` (``schema_unknown``).
    """
    fields, headings = schema(version), {name for row in rows for name in row}
    places, seen = tuple(place_of(row, version) for row in rows), dict[str, int]()
    absent = [name for name, one in fields.items() if one.required and name not in headings]
    findings = [Finding(0, name, "", Fault("column")) for name in absent if rows]
    # a cell is judged once, whatever the lines that write it
    cells: dict[tuple[str, str], list[Fault]] = {(name, ""): [] for name in absent}
    for line, row, place in zip(lines or count(2), rows, places, strict=False):
        for name, about in fields.items():
            text = row.get(name, "")
            if (faults := cells.get((name, text))) is None:
                faults = cells[name, text] = list(_cell(name, about, text))
            for fault in faults:
                more = fault.facts.get("more")  # numbers that leave their cell are not lost
                details = f"{row.get('presentation_detail', '')} {more}".strip() if more else ""
                fix = {**fault.fix, "presentation_detail": details} if details else fault.fix
                findings.append(Finding(line, name, text, fault._replace(fix=fix)))
        if place.id and (before := seen.setdefault(place.id, line)) != line:
            findings.append(Finding(line, "id", place.id, Fault("twice", {}, {"line": before})))
        whole = _whole(row, place, communes, today)
        findings += [Finding(line, name, row.get(name, ""), fault) for name, fault in whole]
    return Report(places, tuple(findings))


def _cell(name: str, about: Field, text: str) -> Iterator[Fault]:
    parts = [part.strip() for part in re.split(r"[;|,\n]| ou ", text) if part.strip()]
    if not text:
        yield from [Fault("required")] if about.required else []
    elif about.kind in {"number", "date"}:
        if value_of(about.kind, text) is None:
            number, span = read_number(text), read_span(text) or read_span(text[:10])
            day = span.start.isoformat() if span and span.is_day else ""
            right = day if about.kind == "date" else "" if number is None else str(float(number))
            yield Fault(about.kind, {name: right} if right else {})
    elif about.values:
        yield from _values(name, about, text, parts)
    elif about.pattern:
        yield from _pattern(name, about, text, parts if about.kind == "list" else [text])
    elif about.longest and len(text) > about.longest:
        yield Fault("long", {}, {"count": len(text), "most": about.longest})
    elif about.kind == "list" and ";" in text:
        yield Fault("separator", {name: "|".join(parts)})


def _values(name: str, about: Field, text: str, parts: list[str]) -> Iterator[Fault]:
    """An enumeration: the separator of the notes, the spellings of the outside, nearest values."""
    folded = {fold(known): known for known in about.values} | about.variants
    said = [folded.get(part) or folded.get(fold(part), "") for part in parts]
    near = [folded[get_close_matches(fold(part), folded, 1)[0]] if not same and
            get_close_matches(fold(part), folded, 1) else same
            for part, same in zip(parts, said, strict=True)]  # fmt: skip
    fix = {name: "|".join(dict.fromkeys(near))} if near and all(near) else {}
    if len(parts) > len(text.split("|")):
        yield Fault("separator", fix)
    for part, same, value in zip(parts, said, near, strict=True):
        if part not in about.values:
            code = "variant" if part in about.variants else "spelling" if same else "value"
            yield Fault(code, fix, {"value": part, "near": value})


def _pattern(name: str, about: Field, text: str, parts: list[str]) -> Iterator[Fault]:
    """A value, or several, of a form; a known accident is repaired, a number is verified."""
    right = list(parts)
    for old, new in about.repairs:
        right = [re.sub(old, new, part) for part in right]
    fits = bool(right) and all(not part or re.fullmatch(about.pattern, part) for part in right)
    if about.alone and fits and len(parts) > 1:
        yield Fault("phones", {name: right[0]}, {"more": ", ".join(right[1:])})
    elif not all(re.fullmatch(about.pattern, part) for part in parts) or not parts:
        cut = re.search("[0-9][eE][+]", text)  # a number that a spreadsheet shortened
        yield Fault(
            "pivot_cut" if cut else about.fault, {name: "|".join(right)} if fits and not cut else {}
        )
    elif "|".join(parts) != text:
        yield Fault("separator", {name: "|".join(right)})
    elif name == "pivot":
        bare, is_rna = right[0], re.fullmatch("[Ww][0-9]{9}", right[0])
        siret_wrong = re.fullmatch("[0-9]{14}", bare) and not siret.is_valid(bare)
        if bare != text:
            yield Fault("siret_zeros", {} if siret_wrong else {name: bare})
        elif siret_wrong or set(bare) == {"0"} or (bare[0] in "Ww" and not is_rna):
            yield Fault("pivot_wrong")  # a RNA has no check digit


type _Named = Iterator[tuple[str, Fault]]


def _whole(row: Row, place: Place, communes: Communes | None, today: date | None) -> _Named:
    useful = {"services": place.services, "horaires": place.hours, "latitude": place.position}
    if lacks := tuple(name for name, value in useful.items() if not value):
        yield lacks[0], Fault("unusable", {}, {"fields": lacks})
    if today and place.updated_on:
        months = age_months(place.updated_on, today)
        if place.updated_on > today or months > table()["rules"]["stale_months"]:
            code = "future" if place.updated_on > today else "stale"
            yield "date_maj", Fault(code, {}, {"count": months})
    if (place.lat is None) is not (place.lon is None):
        yield "latitude", Fault("half")
    elif place.lat == place.lon == 0:
        yield "latitude", Fault("zero", {"latitude": "", "longitude": ""})
    if communes:
        yield from _commune(row, place, communes)


def _commune(row: Row, place: Place, communes: Communes) -> _Named:
    """The code, the postcode, the name and the position of the municipality, confronted."""
    code, postcode, name = place.commune_code, place.postcode.zfill(5), plain_name(place.commune)
    there = communes.postcodes.get(postcode, [])
    named = [one.code for one in there if plain_name(one.name) == name]
    by_name = {"code_insee": named[0]} if len(named) == 1 else {}
    if (own := communes.get(code)) is None:
        if later := communes.former.get(code):
            yield "code_insee", Fault("merged", {"code_insee": later.code}, {"commune": later.name})
        elif not (len(code) == 4 and code.isdigit()):  # the zero is proposed already
            yield "code_insee", Fault("no_commune" if code else "no_code", by_name)
        return
    facts, limit = {"code": code, "commune": own.name}, table()["rules"]["far_km"]
    if name != plain_name(own.name):
        fix = {"commune": own.name} if postcode in own.postcodes else by_name
        yield "commune", Fault("names", fix, facts)
    elif there and postcode not in own.postcodes:
        only = {"code_postal": own.postcodes[0]} if len(own.postcodes) == 1 else {}
        yield "code_postal", Fault("postcode", only, facts)
    spot, centre = place.position, (own.lat, own.lon)
    if spot and (away := km(spot, centre)) > limit:
        swapped = km((spot[1], spot[0]), centre) <= limit
        swap = {"latitude": row["longitude"], "longitude": row["latitude"]} if swapped else {}
        yield "latitude", Fault("swapped" if swapped else "far", swap, facts | {"km": round(away)})
