"""The families, targets and flat values of gifts of article 58, from ``data/agec_*``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from jalons.kernel import Source
from jalons.kernel.tables import package_table
from jalons.procurement.engine.agec.families import AgecFamily, GiftKind, Target, TargetShare

_PACKAGE = "jalons.procurement"


@cache
def families() -> tuple[AgecFamily, ...]:
    """The 17 families, in the order of the official schema."""
    rows = package_table(_PACKAGE, "agec_families")["family"]
    return tuple(
        AgecFamily(row["code"], row["label"], row["short"], tuple(row["accounts"])) for row in rows
    )


@cache
def family(code: str) -> AgecFamily:
    """The family of a code. ``KeyError`` when there is none."""
    return {each.code: each for each in families()}[code]


@cache
def labels() -> tuple[str, ...]:
    """The exact names of the families in the official schema."""
    return tuple(each.label for each in families())


@cache
def targets() -> tuple[Target, ...]:
    """What the decree aims at, the values nobody read included."""
    return tuple(
        Target(row["family"], int(row["year"]), TargetShare(row["share"]), least, _source(row))
        for row in _rows("agec_targets")
        for least in [Decimal(row["percent"]) / 100 if row["percent"] else None]
    )


@cache
def gift_kinds() -> dict[str, GiftKind]:
    """What may be received as a gift, by its code."""
    return {
        row["kind"]: GiftKind(
            row["kind"],
            row["family"],
            {"fr": row["fr"], "en": row["en"]},
            Decimal(row["value"]) if row["value"] else None,
            _source(row),
        )
        for row in _rows("agec_gifts")
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = resources.files(_PACKAGE) / "data" / f"{name}.csv"
    yield from csv.DictReader(path.read_text(encoding="utf-8").splitlines())


def _source(row: dict[str, str]) -> Source:
    opened = date.fromisoformat(row["opened"]) if row["opened"] else None
    return Source(
        row["source"], "", None, "unstated", row["link"], row["verified"] == "true", opened
    )
