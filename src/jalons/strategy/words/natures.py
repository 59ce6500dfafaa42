"""What a figure is worth, in words: a measure, an assumption, a projection, default values."""

from __future__ import annotations

from typing import Any

from jalons.kernel import Messages, Observation
from jalons.strategy.engine.catalogue import Indicator
from jalons.wording import format_part

QUALITY = "footprint.quality"  # the indicator that says what the computed footprint rests on
_MOST = 0.5


def nature(sheet: Indicator, lang: str) -> str:
    """The word for a value that is no measure; empty for a measure."""
    return "" if sheet.measures else _say(f"nature.{sheet.nature}", lang)


def nature_note(sheet: Indicator, lang: str) -> str:
    """The sentence that says a value is no measure; empty for a measure."""
    return "" if sheet.measures else _say(f"nature_note.{sheet.nature}", lang)


def default_values(observation: Observation, lang: str) -> str:
    """How much of the computed footprint rests on default values; empty for any other indicator.

    Empty too when the observation does not say it, as a value typed by hand.
    """
    share = _default(observation)
    if share is None:
        return ""
    key = "most" if share >= _MOST else "some" if share > 0 else "none"
    return _say(f"default_values.{key}", lang, share=format_part(share, lang))


def default_share(observation: Observation, lang: str) -> str:
    """The same in a few words, to stand beside the figure."""
    share = _default(observation)
    return (
        "" if share is None else _say("default_values.share", lang, share=format_part(share, lang))
    )


def _default(observation: Observation) -> float | None:
    known = observation.indicator == QUALITY and observation.quality
    return known.default if known else None


def _say(key: str, lang: str, **params: Any) -> str:
    return Messages.of("jalons.strategy").text(key, lang, **params)
