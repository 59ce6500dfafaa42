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

_TRUTHS = {"oui", "non", "true", "false", "vrai", "faux", "0", "1"}


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

    Codes and positions are confronted with ``communes``, dates with ``today``, when given.
    Raises ``InclusionError`` (``schema_unknown``).
    """
    fields, headings = schema(version), {name for row in rows for name in row}
    places, seen = tuple(place_of(row, version) for row in rows), dict[str, int]()
    absent = {name for name, one in fields.items() if one.required and name not in headings}
    findings = [Finding(0, name, "", Fault("column")) for name in fields if rows and name in absent]
    # a cell is judged once, whatever the lines that write it
    cells: dict[tuple[str, str], list[Fault]] = {(name, ""): [] for name in absent}
    for line, row, place in zip(lines or count(2), rows, places, strict=False):
        for name, about in fields.items():
            text = row.get(name, "")
            if (faults := cells.get((name, text))) is None:
                faults = cells[name, text] = list(_cell(name, about, text))
            findings += [Finding(line, name, text, fault) for fault in faults]
        if place.id and (before := seen.setdefault(place.id, line)) != line:
            findings.append(Finding(line, "id", place.id, Fault("twice", {}, {"line": before})))
        whole = _whole(row, place, communes, today)
        findings += [Finding(line, name, row.get(name, ""), fault) for name, fault in whole]
    return Report(places, tuple(findings))


def _cell(name: str, about: Field, text: str) -> Iterator[Fault]:
    parts = [part.strip() for part in re.split(r"[;|,\n]", text) if part.strip()]
    if not text:
        yield from [Fault("required")] if about.required else []
    elif name == "telephone":
        yield from _phones(name, about, text)
    elif name == "pivot":
        yield from _pivot(name, about, text)
    elif about.kind in {"number", "date"} and value_of(about.kind, text) is None:
        number, span = read_number(text), read_span(text) or read_span(text[:10])
        day = span.start.isoformat() if span and span.is_day else ""
        right = day if about.kind == "date" else "" if number is None else str(float(number))
        yield Fault(about.kind, {name: right} if right else {})
    elif about.values:
        yield from _values(name, about, text, parts)
    elif about.pattern and not re.fullmatch(about.pattern, text):
        bare = text.replace(" ", "").removesuffix(".0")  # a spreadsheet made 1000 of 01000
        bare = bare.zfill(5) if re.fullmatch("[0-9]{4}", bare) else bare
        yield Fault("pattern", {name: bare} if re.fullmatch(about.pattern, bare) else {})
    elif about.longest and len(text) > about.longest:
        yield Fault("long", {}, {"count": len(text), "most": about.longest})
    elif about.link and not all(one.startswith(("http://", "https://")) for one in text.split("|")):
        whole = "|".join(one if "://" in one else f"https://{one}" for one in parts)
        fix = {name: ""} if fold(text) in _TRUTHS else {name: whole} if "." in text else {}
        yield Fault("link", fix)
    elif about.kind == "list" and ";" in text:
        yield Fault("separator", {name: "|".join(parts)})


def _values(name: str, about: Field, text: str, parts: list[str]) -> Iterator[Fault]:
    """An enumeration: the separator of the notes, the spellings of the outside, nearest values."""
    near = [_nearest(about, part) for part in parts]
    fix = {name: "|".join(dict.fromkeys(value for value, _same in near))}
    fix = fix if near and all(value for value, _same in near) else {}
    if len(parts) > len(text.split("|")):
        yield Fault("separator", fix)
    for part, (value, same) in zip(parts, near, strict=True):
        if part not in about.values:
            code = "variant" if part in about.variants else "spelling" if same else "value"
            yield Fault(code, fix, {"value": part, "near": value})


def _nearest(about: Field, value: str) -> tuple[str, bool]:
    """The value of the enumeration nearest to a text, and whether they say the same."""
    folded = {fold(known): known for known in about.values} | about.variants
    if same := folded.get(value) or folded.get(fold(value)):
        return same, True
    near = get_close_matches(fold(value), folded, n=1, cutoff=0.6)
    return (folded[near[0]], False) if near else ("", False)


def _phones(name: str, about: Field, text: str) -> Iterator[Fault]:
    """A number, or several: the notes of the schema allow them, its pattern refuses them."""
    if not re.fullmatch(about.pattern, text):
        fixed = [
            _international(part) for part in re.split(r"[|;/,\n]|\sou\s", text) if part.strip()
        ]
        whole = bool(fixed) and all(re.fullmatch(about.pattern, one) for one in fixed)
        code, more = "phones" if whole and fixed[1:] else "phone", {"more": ", ".join(fixed[1:])}
        yield Fault(code, {name: fixed[0]} if whole else {}, more)


def _international(text: str) -> str:
    """A French number in the form of the schema, else the text without blanks."""
    bare = re.sub(r"^00", "+", re.sub(r"[\s.\-_]|\(0\)", "", text))
    bare = f"0{bare}" if re.fullmatch("[1-9][0-9]{8}", bare) else bare
    is_french = re.fullmatch("0[1-9][0-9]{8}", bare) is not None
    return table()["prefixes"].get(bare[:4], "+33") + bare[1:] if is_french else bare


def _pivot(name: str, about: Field, text: str) -> Iterator[Fault]:
    """A SIRET, a RNA or a RIDET: lost zeros, digits a spreadsheet cut, a wrong key."""
    bare = re.sub(r"[\s.]", "", text.removesuffix(".0"))
    long = bare.zfill(14) if bare.isdigit() and len(bare) > 11 else ""
    if not re.fullmatch(about.pattern, text):
        cut = re.search("[0-9][eE][+]", text)
        fits = not cut and re.fullmatch(about.pattern, bare)
        yield Fault("pivot_cut" if cut else "pattern", {name: bare} if fits else {})
    elif long and long != bare:
        yield Fault("siret_zeros", {name: long} if siret.is_valid(long) else {})
    elif set(bare) == {"0"} or (long and not siret.is_valid(long)):
        yield Fault("pivot_wrong")
    elif bare[0] in "Ww" and not re.fullmatch("[Ww][0-9]{9}", bare):
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
        if km((spot[1], spot[0]), centre) > limit:
            yield "latitude", Fault("far", {}, facts | {"km": round(away)})
        else:
            swap = {"latitude": row["longitude"], "longitude": row["latitude"]}
            yield "latitude", Fault("swapped", swap)
