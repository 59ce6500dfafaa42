"""Indicators as the files NumEcoEval's users expect: a CSV by kind of subject, and one JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from jalons.footprint.engine.numecoeval.evaluation import Evaluation
from jalons.footprint.engine.numecoeval.level import Level
from jalons.footprint.engine.numecoeval.traces import with_traces
from jalons.footprint.engine.reading.vocabulary.words import by_distinct
from jalons.kernel.cells import harmless

COLUMNS = (
    "nom_equipement", "etapeacv", "critere", "impact_unitaire", "unite", "statut", "trace",
)  # fmt: skip
_SUBJECTS_AT_ONCE = 2_000


def csv_names(out: str, evaluation: Evaluation) -> dict[str, str]:
    """File name → kind of subject: equipment has the requested name, the others a suffix beside it.

    Standard output (``-``) takes equipment alone: two tables cannot share it.
    """
    if out == "-":
        return {out: "equipement_physique"}
    dot = out.rfind(".", max(out.rfind("/"), out.rfind("\\")) + 2)
    stem, end = (out[:dot], out[dot:]) if dot > 0 else (out, "")
    return {
        out if name == "equipement_physique" else f"{stem}_{name}{end}": name
        for name in evaluation.levels
    }


def evaluation_csv(evaluation: Evaluation, name: str, *, hidden: bool = False) -> Iterator[bytes]:
    """The indicators of one kind of subject: ``;``, UTF-8, decimal point, in chunks.

    Columns are NumEcoEval's (name, stage, criterion, impact, unit), then status and trace. A name a
    spreadsheet would take for a formula gets an apostrophe in front. ``hidden`` masks factors.
    """
    yield (";".join(COLUMNS) + "\n").encode()
    for rows in _chunks(evaluation, name, hidden=hidden):
        names = by_distinct(rows["nom_equipement"], lambda name: name and harmless(name), pl.String)
        safe = rows.with_columns(names.alias("nom_equipement"))
        yield safe.write_csv(separator=";", include_header=False).encode()


def evaluation_json(
    evaluation: Evaluation, issues: Sequence[Mapping[str, Any]], *, hidden: bool = False
) -> Iterator[bytes]:
    """Everything in one JSON object, in chunks: totals, ``issues``, then every indicator."""
    head = evaluation.head() | {"issues": list(issues)}
    text = json.dumps(head, ensure_ascii=False, indent=1, allow_nan=False)
    yield text[:-2].encode() + b',\n "indicateurs": {'
    for at, name in enumerate(evaluation.levels):
        yield f"{',' if at else ''}\n{json.dumps(name)}: [".encode()
        first = True
        for rows in _chunks(evaluation, name, hidden=hidden):
            inner = rows.write_json()[1:-1]
            if inner:
                yield ("" if first else ",\n").encode() + inner.encode()
                first = False
        yield b"]"
    yield b"\n}}\n"


def _chunks(evaluation: Evaluation, name: str, *, hidden: bool) -> Iterator[pl.DataFrame]:
    for level in evaluation.levels[name]:
        for start in range(0, level.subjects.height, _SUBJECTS_AT_ONCE):
            yield _rows(level, evaluation, start, hidden=hidden)


def _rows(level: Level, evaluation: Evaluation, start: int, *, hidden: bool) -> pl.DataFrame:
    rows = level.rows(start, start + _SUBJECTS_AT_ONCE)
    sources = evaluation.referential.source_names
    traced = with_traces(rows, level.table, sources, hidden=hidden)
    return traced.rename({"name": "nom_equipement"}).select(COLUMNS)
