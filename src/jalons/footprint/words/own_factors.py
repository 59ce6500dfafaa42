"""The words on an authority's own factors."""

from __future__ import annotations

from collections.abc import Iterator

from jalons.footprint.engine.factor_files.own_factors import MOST_NAMED, OwnFactors
from jalons.footprint.engine.factors.linting import Severity, refused
from jalons.footprint.words.figures import count, placed, say
from jalons.footprint.words.findings import remark_words


def own_lines(found: OwnFactors, lang: str | None = None) -> Iterator[str]:
    """The outcome of an authority's factors, in lines: the counts, then the notices."""
    down = len(refused(found.findings))
    yield say(
        "own.told",
        lang,
        rows=count(found.rows, lang),
        used=count(found.used, lang),
        refused=count(down, lang),
        warnings=count(sum(each.severity is Severity.WARNING for each in found.findings), lang),
        unmatched=count(len(found.unmatched), lang),
    )
    if found.unmatched:
        yield say("own.unmatched", lang, items=", ".join(found.unmatched[:MOST_NAMED]))
    for notice in found.notices[:MOST_NAMED]:
        text = say(notice.code, lang, **remark_words(notice.params, lang))
        yield f"  • {placed(notice.where, text, lang)}"
