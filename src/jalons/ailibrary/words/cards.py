"""Sentences about cards and evaluations: scores in plain words, the gate, the energy."""

from __future__ import annotations

from jalons.ailibrary.engine.energy.estimates import watt_hours
from jalons.ailibrary.engine.evaluation.bootstrap import Estimate
from jalons.ailibrary.words.sentences import say
from jalons.wording import (
    format_interval,
    format_number,
    format_points,
    format_significant,
)

SHARE = "1"
_TINY = 0.001  # Wh: under it, zeros say nothing to anybody


def metric_label(name: str, lang: str) -> str:
    """What a score is called; its own name when nobody gave it words."""
    return say(f"card.metric.{name}", lang, missing=name.replace("_", " "))


def candidate_label(name: str, lang: str) -> str:
    """What a rule or a model is called."""
    return say(f"card.candidate.{name}", lang, missing=name.replace("_", " "))


def check_label(name: str, lang: str) -> str:
    """What an acceptance figure is about; ``candidate.figure`` is that of one candidate."""
    owner, dot, figure = name.rpartition(".")
    label = say(f"card.check.name.{figure}", lang, missing="") or metric_label(figure, lang)
    return f"{candidate_label(owner, lang)} · {label}" if dot else label


def score_sentence(metric: str, unit: str, found: Estimate, lang: str) -> str:
    """A score in plain words, with its interval."""
    label = metric_label(metric, lang)
    label = label[:1].upper() + label[1:]
    if unit != SHARE:
        value, low, high = (format_significant(each, lang) for each in _three(found))
        return say("card.score.number", lang, label=label, unit=unit, value=value, low=low,
                   high=high)  # fmt: skip
    value, low, high = (format_number(100 * each, lang, 0) for each in _three(found))
    general = say("card.score.share", lang, label=label, value=value, low=low, high=high)
    return say(f"card.score.{metric}", lang, missing="", value=value, low=low, high=high) or general


def gain_words(unit: str, value: float, lang: str) -> str:
    """A difference of scores: in points for a share."""
    if unit != SHARE:
        return format_significant(value, lang)
    return format_points(value, lang)


def gate_sentence(  # noqa: PLR0913, PLR0917  (what a verdict is made of)
    reason: str, winner: str, rule: str, unit: str, gain: Estimate | None, lang: str
) -> str:
    """Why the gate chose."""
    value, low, high = (
        (gain_words(unit, each, lang) for each in _three(gain)) if gain else ("–", "–", "–")
    )
    return say(f"card.gate.{reason}", lang, winner=candidate_label(winner, lang),
               rule=candidate_label(rule, lang), gain=value, low=low, high=high)  # fmt: skip


def refused_sentence(name: str, reason: str, unit: str, gain: Estimate, lang: str) -> str:
    """Why a model is not used."""
    value, low, high = (gain_words(unit, each, lang) for each in _three(gain))
    reason = "worse" if gain.value < 0 else reason
    return say(f"card.refused.{reason}", lang, name=candidate_label(name, lang), gain=value,
               low=low, high=high)  # fmt: skip


def score_figure(unit: str, found: Estimate, lang: str) -> str:
    """A score with its interval for a table: out of 100 for a share, without a unit."""
    scale = 100 if unit == SHARE else 1
    value, low, high = (_figure(scale, each, lang) for each in _three(found))
    return say("card.figure", lang, value=value, low=low, high=high)


def difference(unit: str, value: float, lang: str) -> str:
    """A difference of scores for a table: in points for a share, without a unit."""
    return _figure(100 if unit == SHARE else 1, value, lang)


def energy_figure(cpu_seconds: float, lang: str) -> str:
    """The energy of 1,000 answers for a table, in Wh without the unit."""
    found = watt_hours(cpu_seconds)
    if found.high < _TINY:
        return say("card.under", lang, value=format_number(_TINY, lang, 3))
    ends = (format_significant(each, lang, 2) for each in (found.low, found.high))
    return " – ".join(ends)


def _figure(scale: int, value: float, lang: str) -> str:
    return format_number(100 * value, lang, 1) if scale != 1 else format_significant(value, lang)


def energy(cpu_seconds: float, lang: str) -> str:
    """The energy of 1,000 answers, an interval in Wh."""
    found = watt_hours(cpu_seconds)
    return say("card.tiny", lang) if found.high < _TINY else format_interval(found, "Wh", lang)


def _three(found: Estimate) -> tuple[float, float, float]:
    return found.value, found.low, found.high
