"""The packaged municipalities, and what the census and the directory say of them."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from functools import cache
from importlib import resources

import numpy as np

from jalons.inclusion.engine.areas import Areas, Column, Numbers, published
from jalons.kernel import Source
from jalons.kernel.tables import package_table

_TERRITORIES = "foundation/territories/data/territories.csv.gz"


def packaged_rows(path: str = _TERRITORIES) -> Iterator[dict[str, str]]:
    """The rows of a table of the product, that of the territories by default."""
    packed = (resources.files("jalons") / path).open("rb")
    with packed as raw, gzip.open(raw, "rt", encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def _numbers(rows: list[dict[str, str]], name: str) -> Numbers:
    return np.array([float(row[name]) if row[name] else np.nan for row in rows])


def source(name: str) -> Source:
    """The source of a packaged table, from ``data/packaged.toml``."""
    return Source(**package_table("jalons.inclusion", "packaged")[name])


@cache
def communes() -> Areas:
    """The 34,969 municipalities of today, in the order of their codes; census people of 2021."""
    rows = sorted(
        (row for row in packaged_rows() if row["kind"] == "commune"),
        key=lambda row: row["code"],
    )
    census = _census()
    codes, names, epci, departement, region = (
        tuple(row[name] for row in rows)
        for name in ("code", "name", "epci", "departement", "region")
    )
    people = _numbers([census[code] for code in codes], "people")
    lat, lon = _numbers(rows, "lat"), _numbers(rows, "lon")
    return Areas(codes, names, epci, departement, region, people, lat, lon, source("census"))


@cache
def _census() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in packaged_rows("inclusion/data/communes.csv.gz")}


def column(id: str) -> Column:  # noqa: A002
    """A packaged column in the order of ``communes``: ``over_65`` (a share of people, 0 to 1)."""
    areas, census = communes(), _census()
    if id != "over_65":
        raise KeyError(id)
    older = _numbers([census[code] for code in areas.codes], "over_65")
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(areas.people > 0, older / areas.people, np.nan)
    return published(id, shares, source("census"), people=areas.people)


def town_hall_hours() -> tuple[str, ...]:
    """The opening hours of each town hall, in the order of ``communes``; empty: not known.

    ``0-3 08:30-11:45;4-4 13:45-17:00``: first and last day (0 is Monday), opening, closing.
    """
    return tuple(_census()[code]["town_hall_hours"] for code in communes().codes)
