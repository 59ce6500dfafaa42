"""What a figure is worth, in words: a measure, an assumption, a projection, default values."""

from __future__ import annotations

from typing import Any

from jalons.foundation.design.numbers import NARROW, format_percent
from jalons.kernel import Messages, Observation
from jalons.strategy.engine.catalogue import Indicator

QUALITY = "footprint.quality"  # the indicator that says what the computed footprint rests on
_MOST = 0.5
_NEARLY_ALL = 0.995  # above, a share that is not all reads 100 %


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
    return _say(f"default_values.{key}", lang, share=_share(share, lang))


def default_share(observation: Observation, lang: str) -> str:
    """The same in a few words, to stand beside the figure."""
    share = _default(observation)
    return "" if share is None else _say("default_values.share", lang, share=_share(share, lang))


def _default(observation: Observation) -> float | None:
    known = observation.indicator == QUALITY and observation.quality
    return known.default if known else None


def _share(share: float, lang: str) -> str:
    told = format_percent(share, lang=lang)
    return f">\u00a099{NARROW}%" if _NEARLY_ALL < share < 1 else told


def _say(key: str, lang: str, **params: Any) -> str:
    return Messages.of("jalons.strategy").text(key, lang, **params)
