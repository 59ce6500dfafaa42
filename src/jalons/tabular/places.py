"""Points of the earth as maps copy them: 48.8566, 2.3522, the latitude first."""

from __future__ import annotations

import re

from jalons.tabular.numbers import read_number

_ONE_NUMBER = re.compile(r"[+\-−]?[0-9]+,[0-9]+")


def place_parts(text: str) -> tuple[str, str] | None:
    """The latitude and longitude a text writes, as written; None when it is not two parts.

    A comma alone between whole numbers parts nothing: « 48,12 » is a number.

    >>> place_parts("48.12, -1.2"), place_parts("48,12 ; -1,2"), place_parts("48,12")
    (('48.12', '-1.2'), ('48,12', '-1,2'), None)
    """
    parts = text.replace(";", " ").replace(", ", " ").split()
    if len(parts) == 1 and not _ONE_NUMBER.fullmatch(parts[0]):
        parts = parts[0].split(",")
    return (parts[0], parts[1]) if len(parts) == 2 else None


def read_place(text: str) -> tuple[float, float] | None:
    """The longitude and latitude in degrees of a text, or None: no two numbers, or off the earth.

    >>> read_place("48.8566, 2.3522")
    (2.3522, 48.8566)
    """
    parts = place_parts(text)
    if parts is None:
        return None
    north, east = map(read_number, parts)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    return float(east), float(north)
