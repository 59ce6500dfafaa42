"""Values, results and people in words."""

from __future__ import annotations

from decimal import Decimal

from jalons.kernel import Interval
from jalons.kernel.suppression import LEAST
from jalons.participation.engine.experiments.outcomes import ExperimentOutcome
from jalons.participation.engine.experiments.trials import ShownPeople
from jalons.participation.words.sentences import say
from jalons.wording import format_amount, format_number, format_span, with_unit, with_words


def value_words(value: float | None, unit: str, lang: str) -> str:
    """A value with its unit as it was typed; empty when there is none."""
    if value is None:
        return ""
    number = format_number(value, lang)
    return with_unit(number, unit, lang) if unit == "%" else with_words(number, unit)


def result_words(found: Interval | None, unit: str, lang: str) -> str:
    """A value measured, with its bounds when they are known; empty when there is none."""
    value = value_words(found.mid if found else None, unit, lang)
    if found is None or found.low == found.high:
        return value
    low, high = (format_number(each, lang) for each in (found.low, found.high))
    return say("experiments.bounds", lang, value=value, low=low, high=high)


def outcome_words(outcome: ExperimentOutcome | None, *, unmeasured: bool, lang: str) -> str:
    """What a result shows, in a sentence; empty without a result."""
    key = "unmeasured" if unmeasured else outcome
    return say(f"experiments.outcome.{key}", lang) if key else ""


def people_words(found: ShownPeople, lang: str) -> list[tuple[str, str]]:
    """How many people tried, and how many of each profile that was counted."""
    few, hidden = (say(f"experiments.{key}", lang, least=LEAST) for key in ("few", "hidden"))
    return [
        (say(f"experiments.profile.{name}", lang),
         (few if name == "people" else hidden) if count is None else format_number(count, lang))
        for name, count in {"people": found.people, **found.profiles}.items()
    ]  # fmt: skip


def share(found: Interval | None, lang: str) -> str:
    """A share (0 to 1) in percent; empty when there is none."""
    return format_span(found.scaled(100), "%", lang) if found else ""


def euros(amount: Decimal | None, lang: str) -> str:
    """An amount in euros; empty when nobody wrote it."""
    return "" if amount is None else format_amount(amount, "EUR", lang)
