"""Access to places in words: how it was measured, who is far, what is not known."""

from __future__ import annotations

from collections import Counter

import numpy as np

from jalons.inclusion.engine.access import Access, Beyond, Way
from jalons.inclusion.engine.areas import Rows
from jalons.inclusion.words.sentences import say
from jalons.wording import format_number, format_percent, format_significant


def way_words(way: Way, lang: str) -> str:
    """How distances were measured."""
    if way.detour is None:
        return say("access.matrix", lang, file=way.name)
    return say("access.straight", lang, detour=format_number(way.detour, lang))


def measured(km: float, way: Way, lang: str) -> str:
    """A distance or a time with its unit."""
    return f"{format_number(km, lang, 1 if way.unit == 'km' else 0)} {way.unit}"


def beyond_words(far: Beyond, way: Way, lang: str) -> str:
    """How many people are farther than a distance from every place."""
    if not far.of:
        return say("access.nobody", lang)
    return say(
        "access.beyond", lang, distance=measured(far.km, way, lang),
        share=format_percent(far.share, lang), people=format_number(far.people, lang, 0),
        of=format_number(far.of, lang, 0), unknown=format_number(far.unknown, lang, 0),
    )  # fmt: skip


def access_words(access: Access, rows: Rows, lang: str) -> list[str]:
    """The usual access, what was shared, and what is missing, a sentence each."""
    known = access.values[rows][np.isfinite(access.values[rows])]
    middle = format_significant(float(np.median(known)) * 1000 if len(known) else None, lang)
    lines = [say("access.usual", lang, hours=middle)] if access.total else []
    counts = {
        "all_closed": int(not access.total), "no_hours": len(access.unknown_hours),
        "closed": len(access.closed), "unreached": len(access.unreached),
        "no_position": len(access.no_position), "no_people": len(access.no_people),
    }  # fmt: skip
    lines += [say(f"access.{key}", lang, count=count) for key, count in counts.items() if count]
    key = "conserved" if access.conserved else "lost"
    sums = (format_significant(each, lang) for each in (access.counted, access.reached))
    return [*lines, say(f"access.{key}", lang, counted=next(sums), reached=next(sums))]


def notice_words(notices: Counter[str], lang: str) -> list[str]:
    """What was met in an imported file, a sentence each."""
    return [say(f"notice.{key}", lang, count=count) for key, count in notices.items()]
