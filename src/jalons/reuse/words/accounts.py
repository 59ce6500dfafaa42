"""A year of reuse in words: its sentence, its figures, what is missing."""

from __future__ import annotations

from jalons.kernel import Interval
from jalons.reuse.engine.accounting.avoided import Avoided
from jalons.reuse.engine.accounting.rate import DeviceCount, RateGap, RouteUnits, YearRate, sources
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.words.routes import route_name
from jalons.reuse.words.sentences import say
from jalons.wording import format_number, format_percent, format_span


def sentence(found: YearRate, lang: str) -> str:
    """How many devices of the stock are used again, the rate, and what the target still lacks."""
    facts = {"year": found.year, "stock": bounds_words(found.stock, lang, "accounts.range"),
             "reused": bounds_words(found.reused, lang), "many": found.reused.high,
             "rate": rate_words(found.rate, lang)}  # fmt: skip
    if found.rate is None:
        return say(f"accounts.sentence.{'unsure' if found.stock.high else 'empty'}", lang, **facts)
    key = "exact" if found.rate.width == 0 else "between"
    return f"{say(f'accounts.sentence.{key}', lang, **facts)}{target_words(found, lang)}"


def target_words(found: YearRate, lang: str) -> str:
    """The end of the sentence: reached, how many are missing, or no target that year."""
    lacks, target = found.missing, format_percent((found.target or 0) / 100, lang)
    if lacks is None:
        return say("accounts.target.none", lang)
    key = "reached" if not lacks.high else "missing" if lacks.low else "maybe"
    words = bounds_words(lacks, lang)
    return say(f"accounts.target.{key}", lang, target=target, lacks=words, count=lacks.high)


def bounds_words(found: DeviceCount, lang: str, key: str = "accounts.between") -> str:
    """A number of devices: « 42 », « entre 40 et 42 »."""
    low, high = (format_number(each, lang) for each in found)
    return low if low == high else say(key, lang, low=low, high=high)


def rate_words(found: Interval | None, lang: str) -> str:
    """A rate: « 46,7 % », « entre 40 % et 46,7 % », « aucun taux »."""
    if found is None:
        return say("accounts.no_rate", lang)
    low, high = (format_percent(each / 100, lang, 1) for each in (found.low, found.high))
    return low if low == high else say("accounts.between", lang, low=low, high=high)


def gap_words(gap: RateGap, lang: str) -> str:
    """What is missing, in a sentence."""
    return say(f"accounts.gap.{gap.code}", lang, name=gap.name, count=gap.units)


def route_row(units: RouteUnits, lang: str) -> tuple[str, str, str]:
    """The name of a route, how many devices left by it, how many count as reused."""
    rules = shipped_rules()
    known = units.route in rules.routes
    name = route_name(rules.route(units.route), lang) if known else say("accounts.no_route", lang)
    return name, format_number(units.left, lang), bounds_words(units.counted, lang)


def avoided_words(found: Avoided | None, lang: str) -> str:
    """What reuse avoids elsewhere, or why nothing is said."""
    if found is None:
        return say("accounts.avoided.unavailable", lang)
    if found.kg is None:
        return say("accounts.avoided.nothing", lang, unknown=found.unknown)
    words = say("accounts.avoided.kg", lang, count=found.counted,
                kg=format_span(found.kg, "kg CO2 eq", lang))  # fmt: skip
    more = say("accounts.avoided.unknown", lang, count=found.unknown) if found.unknown else ""
    return f"{words} {more}".strip()


def old_words(found: DeviceCount, lang: str) -> str:
    """How many recycled devices were over the limit of age."""
    return say("accounts.old", lang, old=bounds_words(found, lang), count=found.high)


def method_words(found: YearRate, lang: str) -> str:
    """What is counted, what is not, and the text that says so."""
    target = format_percent((found.target or 0) / 100, lang)
    return f"{say('accounts.chapter.method', lang)} {target} ({sources()[0].title})."
