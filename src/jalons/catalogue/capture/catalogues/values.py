"""Values that catalogues write in many ways, as the codes and the types of the room."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from jalons.catalogue.engine.dcat.records import Box
from jalons.catalogue.words.vocabularies import formats, vocabulary
from jalons.kernel.tables import package_table
from jalons.tabular.persons import is_person

_TAG = re.compile(r"<[^<>]{1,2000}>")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def _words(name: str) -> Mapping[str, str]:
    """The words of other catalogues for our codes."""
    found: Mapping[str, str] = package_table("jalons.catalogue", "harvest_words")[name]
    return found


def text(value: object, most: int) -> str:
    """A text without markup or repeated spaces, at most so long."""
    bare = html.unescape(_TAG.sub(" ", str(value or ""))).replace("\x00", "")
    return " ".join(bare.split())[:most].strip()


def web_address(value: object, most: int = 1_000) -> str:
    """An http address, empty when it is none or is too long."""
    found = str(value or "").strip()
    with suppress(ValueError):
        parts = urlsplit(found)
        if parts.scheme in {"http", "https"} and parts.hostname and len(found) <= most:
            return found.replace(" ", "%20")
    return ""


def day(value: object) -> date | None:
    """The day a date or an instant begins with, None when it is none."""
    with suppress(ValueError):
        return date.fromisoformat(str(value or "").strip()[:10])
    return None


def role(value: object) -> str:
    """The name of a contact, empty when it looks like a person."""
    found = text(value, 150)
    return "" if is_person(found) else found


def email(value: object) -> str:
    """An e-mail address, empty when it is none or has the name of a person in it."""
    found = str(value or "").removeprefix("mailto:").strip()
    before, at, domain = found.partition("@")
    sound = at and "." in domain and not re.search(r"[\s<>@,;]", before + domain)
    return found if sound and not is_person(re.sub(r"[._-]+", " ", before).title()) else ""


def licence(*values: object) -> str:
    """The code of the first licence that is known among texts and addresses; else empty."""
    for value in values:
        written = str(value or "").strip().lower()
        if written in vocabulary("licence"):
            return written
        for part, code in _words("licence").items():
            if part in written:
                return code
    return ""


def frequency(value: object) -> str:
    """The code of an update frequency, from the address of the EU or a word of data.gouv.fr."""
    word = _last(value)
    code = word.upper()
    return code if code in vocabulary("frequency") else _words("frequency").get(word, "")


def theme(value: object) -> str:
    """The code of a theme of the EU; empty for another list."""
    code = _last(value).upper()
    return code if code in vocabulary("theme") else ""


def category(value: object) -> str:
    """The code of a category of high-value datasets; empty for another."""
    code = _last(value)
    return code if code in vocabulary("hvd") else ""


def audience(value: object) -> str:
    """For whom data are, from access rights of the EU or limits of INSPIRE; empty when unknown."""
    if "Article13_1" in str(value):  # reasons to limit access, article 13(1) of INSPIRE
        return "partners"
    return _words("rights").get(_last(value).upper(), "")


def format_code(*values: object) -> str:
    """The code of the first format that is known among names, types and addresses."""
    for value in values:
        written = str(value or "").strip().lower()
        for name in (written, _last(written), written.partition(";")[0]):
            if found := _formats().get(name):
                return found
    return ""


@cache
def _formats() -> dict[str, str]:
    known: dict[str, str] = {}
    for code, each in formats().items():
        names = (code, each.name, each.file_type, each.media, each.media.rpartition("/")[2],
                 *each.also)  # fmt: skip
        for name in names:
            known.setdefault(name.lower(), code)
    known.pop("", None)
    return known


def box(value: object) -> Box | None:
    """The box around a polygon in WKT or GeoJSON, or four numbers; None when it is not sound."""
    written = str(value or "").strip()
    numbers: list[float]
    if written.startswith("{"):
        try:
            found = json.loads(written)
        except ValueError:
            return None
        numbers = _flat(found.get("coordinates") if isinstance(found, dict) else None)
    else:
        body = written.partition("(")[2] or written
        if re.search(r"[A-Za-df-z]", body):
            return None
        numbers = [float(each) for each in _NUMBER.findall(body)]
    if len(numbers) < 4 or len(numbers) % 2:
        return None
    x, y = numbers[::2], numbers[1::2]
    west, south, east, north = min(x), min(y), max(x), max(y)
    sound = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return (west, south, east, north) if sound else None


def _flat(value: object) -> list[float]:
    """The first two numbers of each position of a geometry."""
    if isinstance(value, list):
        if value and all(isinstance(each, int | float) for each in value):
            return [float(each) for each in value[:2]]
        return [number for each in value for number in _flat(each)]
    return []


def _last(value: object) -> str:
    """The last word of an address."""
    return str(value or "").strip().rstrip("/").rpartition("/")[2].rpartition("#")[2]
