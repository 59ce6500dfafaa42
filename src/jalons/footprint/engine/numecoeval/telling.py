"""An evaluation in plain words, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from jalons.footprint.engine.numecoeval.evaluation import Evaluation
from jalons.footprint.engine.numecoeval.writing import issue_words
from jalons.footprint.engine.wording import count, number, say
from jalons.kernel import Where

SHOWN = 20


def told(found: Evaluation, lang: str | None = None, *, shown: int = SHOWN) -> Iterator[str]:
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


def placed(where: Where | None, text: str, lang: str | None = None) -> str:
    """A sentence with the file and row it speaks of in front."""
    if where is None or not where.file:
        return text
    if where.row is None:
        return f"{where.file} : {text}"
    return say("numecoeval.row", lang, file=where.file, row=where.row, text=text)
