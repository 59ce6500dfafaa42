"""The note of a factor drawn from makers' declarations."""

from __future__ import annotations

from jalons.footprint.engine.factors.declarations import DeclaredImpact
from jalons.footprint.words.figures import say
from jalons.wording import format_number


def makers_note(impact: DeclaredImpact) -> dict[str, str]:
    """The number of declarations, and their tenth and ninetieth percentiles, in each language."""
    values = {"count": impact.count, "low": impact.p10, "high": impact.p90}
    words = {
        lang: {name: format_number(value, lang) for name, value in values.items()}
        for lang in ("fr", "en")
    }
    return {lang: say("makers_note", lang, **params) for lang, params in words.items()}
