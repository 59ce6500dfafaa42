"""An evaluation and its issues, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan
from typing import Any

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.numecoeval.evaluation import Evaluation
from jalons.footprint.words.figures import count, number, placed, say
from jalons.footprint.words.findings import remark_words
from jalons.kernel import Messages

SHOWN = 20


def evaluation_lines(
    found: Evaluation, lang: str | None = None, *, shown: int = SHOWN
) -> Iterator[str]:
    """The lines of a terminal: tables read, indicators, totals a year, the first remarks."""
    tables = ", ".join(f"{name} ({count(rows, lang)})" for name, rows in found.rows.items())
    yield say("numecoeval.tables", lang, tables=tables)
    yield say(f"numecoeval.lifetime_{found.lifetime.value.lower()}", lang)
    for name, levels in found.levels.items():
        counts = {
            "count": count(sum(level.count for level in levels), lang),
            "failed": count(sum(level.failed for level in levels), lang),
        }
        yield say("numecoeval.counted", lang, name=name, **counts)
    for name, levels in found.levels.items():
        yield ""
        yield f"{say('numecoeval.total', lang)}, {name}"
        for level in levels:
            for criterion, unit, total in zip(
                level.criteria, level.units, level.yearly(), strict=True
            ):
                amount = f"{number(float(total), lang)} {unit}"
                yield f"  {criterion} : {say('numecoeval.none', lang) if isnan(total) else amount}"
    if found.notices:
        yield ""
        yield say("numecoeval.issues", lang, count=count(len(found.notices), lang))
    for notice in found.notices[:shown]:
        yield f"  • {placed(notice.where, issue_words(notice, lang), lang)}"
    if len(found.notices) > shown:
        yield f"  {say('numecoeval.more', lang, count=count(len(found.notices) - shown, lang))}"


def issue_json(notice: Notice) -> Mapping[str, Any]:
    """An issue as plain values: its code, its sentence, its file and row."""
    where = notice.where
    return {
        "code": notice.code,
        "message": issue_words(notice),
        "file": where.file if where else "",
        "row": where.row if where else None,
        "column": where.column if where else "",
    }


def issue_words(notice: Notice, lang: str | None = None) -> str:
    """The problem and its remedy, in a sentence or two."""
    messages = Messages.of("jalons.footprint")
    params = remark_words(notice.params, lang)
    text = messages.text(notice.code, lang, **params)
    hint = messages.text(f"{notice.code}.hint", lang, missing="", **params)
    return " ".join(part for part in (text, hint) if part)
