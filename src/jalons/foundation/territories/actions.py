"""Load the packaged territories into the database."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from jalons.foundation.territories.folding import core, elided, fold
from jalons.foundation.territories.models import Contour, Territory, TerritoryTerm
from jalons.foundation.territories.vintage import vintage

type Progress = Callable[[int, int], None]
type Row = Mapping[str, str]
type Key = tuple[str, str]

BATCH = 5_000
PARENTS = ("epci", "ept", "departement", "region")
_KINDS_IN_ORDER = ("region", "departement", "epci", "ept", "commune")
_TYPED = {
    "CC": "communaute de communes cc",
    "CA": "communaute d agglomeration agglo ca",
    "CU": "communaute urbaine cu",
    "METRO": "metropole",
    "MET69": "metropole",
    "EPT": "etablissement public territorial ept",
    "departement": "departement conseil departemental",
    "region": "region conseil regional",
    "commune": "commune ville mairie",
}
_UPDATED = tuple(
    field.attname
    for field in Territory._meta.concrete_fields
    if field.name not in {"id", "kind", "code"}
)


def load_territories(
    *, progress: Progress | None = None, only: Callable[[Row], bool] | None = None
) -> dict[str, int]:
    """Load or update every packaged territory; how many of each kind.

    Safe to repeat, all or nothing. ``progress`` receives rows done and rows in all. ``only`` keeps
    the rows it accepts (tests load a small real part). A territory that is no longer in the list
    stays, with its older vintage, and is found by no search.
    """
    year = vintage().year
    rows = [row for row in _read("territories.csv.gz") if only is None or only(row)]
    for row in rows:
        row["words"] = _words(row)
    steps = _Progress(progress, 3 * len(rows))
    with transaction.atomic():
        ids: dict[Key, int] = {}
        for kind in _KINDS_IN_ORDER:
            same = [row for row in rows if row["kind"] == kind]
            _upsert([_territory(row, ids, year) for row in same], steps)
            for code, id_ in Territory.objects.filter(kind=kind).values_list("code", "id"):
                ids[kind, code] = id_
        _index(ids, rows, steps)
        _draw(ids, rows, steps)
        if connection.vendor == "postgresql":  # else it plans the next searches without figures
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE territories_territory, territories_territoryterm")
    return dict(Counter(row["kind"] for row in rows))


class _Progress:
    """Counts the rows done, and reports them."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def more(self, rows: int) -> None:
        self._done += rows
        if self._progress:
            self._progress(self._done, self._total)


def _read(name: str) -> Iterator[dict[str, str]]:
    path = resources.files(__package__) / "data" / name
    with path.open("rb") as stream, gzip.open(stream, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _degrees(text: str) -> float | None:
    return float(text) if text else None


def _territory(row: Row, ids: Mapping[Key, int], year: int) -> Territory:
    folded = fold(row["name"])
    typed = _TYPED.get(row["nature"]) or _TYPED.get(row["kind"], "")
    return Territory(
        kind=row["kind"],
        code=row["code"],
        name=row["name"],
        nature=row["nature"],
        siren=row["siren"],
        population=_whole(row["population"]),
        population_total=_whole(row["population_total"]),
        **{f"{kind}_id": ids.get((kind, row[kind])) for kind in PARENTS},
        lat=_degrees(row["lat"]),
        lon=_degrees(row["lon"]),
        position=row["position"],
        postcodes=row["postcodes"],
        former_codes=row["former_codes"],
        former_names=row["former_names"],
        vintage=year,
        folded=folded,
        core=core(folded),
        found_by=f" {row['words']} {typed} ",
    )


def _words(row: Row) -> str:
    """The folded words a territory is found by, each once."""
    names = [fold(row["name"]), *(fold(name) for name in row["former_names"].split("|"))]
    words = [word for name in names for word in (*name.split(), *elided(name))]
    codes = f"{row['code']} {row['postcodes']} {row['former_codes']}".lower().split()
    return " ".join(dict.fromkeys(words + codes))


def _upsert(territories: list[Territory], steps: _Progress) -> None:
    for start in range(0, len(territories), BATCH):
        batch = territories[start : start + BATCH]
        Territory.objects.bulk_create(
            batch,
            update_conflicts=True,
            unique_fields=["kind", "code"],
            update_fields=_UPDATED,
        )
        steps.more(len(batch))


def _index(ids: Mapping[Key, int], rows: list[dict[str, str]], steps: _Progress) -> None:
    """Rebuild the search terms of each territory, in the order of their key."""
    TerritoryTerm.objects.all().delete()
    entries = sorted(
        (word, int(row["population"] or 0), ids[row["kind"], row["code"]])
        for row in rows
        for word in row["words"].split()
    )
    _insert(TerritoryTerm, ("term", "weight", "territory_id"), entries)
    steps.more(len(rows))


def _draw(ids: Mapping[Key, int], rows: list[dict[str, str]], steps: _Progress) -> None:
    """Rebuild the contours."""
    wanted = {(row["kind"], row["code"]) for row in rows}
    contours = [
        (ids[key], row["rings"])
        for row in _read("contours.csv.gz")
        if (key := (row["kind"], row["code"])) in wanted
    ]
    Contour.objects.all().delete()
    _insert(Contour, ("territory_id", "rings"), contours)
    steps.more(len(rows))


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert plain rows; four times faster than building a model object for each."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    values = ", ".join("%s" for _ in columns)
    table = quote(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608 — names of our models
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
