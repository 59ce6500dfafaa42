"""Values, results and people in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jalons.kernel import Interval
from jalons.kernel.suppression import LEAST
from jalons.participation.engine.experiments.outcomes import Outcome
from jalons.participation.engine.experiments.trials import ShownPeople
from jalons.participation.words.sentences import say
from jalons.wording import format_amount, format_number, with_unit, with_words


def value_words(value: float | None, unit: str, lang: str) -> str:
    """A value with its unit as it was typed."""
    number = format_number(value, lang)
    if value is None:
        return number
    return with_unit(number, unit, lang) if unit == "%" else with_words(number, unit)


def result_words(found: Interval | None, unit: str, lang: str) -> str:
    """A value measured, with its bounds when they are known."""
    value = value_words(found.mid if found else None, unit, lang)
    if found is None or found.low == found.high:
        return value
    low, high = (format_number(each, lang) for each in (found.low, found.high))
    return say("experiments.bounds", lang, value=value, low=low, high=high)


def outcome_words(outcome: Outcome | None, *, unmeasured: bool, lang: str) -> str:
    """What a result shows, in a sentence; empty without a result."""
    if unmeasured:
        return say("experiments.outcome.unmeasured", lang)
    return say(f"experiments.outcome.{outcome}", lang) if outcome else ""


def count_words(count: int | None, lang: str, *, whole: bool = False) -> str:
    """A count of people; of a hidden one, that it is small or that it is hidden."""
    if count is not None:
        return format_number(count, lang)
    return say("experiments.few_people" if whole else "experiments.hidden", lang, least=LEAST)


def profile_words(found: ShownPeople, lang: str) -> Mapping[str, str]:
    """The profiles that were counted, with their counts."""
    return {say(f"experiments.profile.{name}", lang): count_words(count, lang)
            for name, count in found.profiles.items()}  # fmt: skip


def euros(amount: float | Decimal | None, lang: str) -> str:
    """An amount in euros; empty when nobody wrote it."""
    return "" if amount is None else format_amount(amount, "EUR", lang)
