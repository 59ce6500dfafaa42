"""What is said of services to close."""

from __future__ import annotations

from jalons.webaudit.engine.closing import ClosingGain, YearTraffic
from jalons.webaudit.words.sentences import say
from jalons.wording import format_central, format_interval, format_month, format_number

_UNIT = "kg CO2 eq"


def gain_words(found: ClosingGain | None, lang: str) -> str:
    """What closing spares a year, with the range of the pages measured; or that it is unknown."""
    if found is None:
        return say("services.gain_missing", lang)
    key = "services.gain_least" if found.at_least else "services.gain"
    value = format_central(found.kg, _UNIT, lang)
    if found.kg.low == found.kg.high:
        return say(key, lang, value=value)
    return say(f"{key}_range", lang, value=value, range=format_interval(found.kg, _UNIT, lang))


def year_words(year: YearTraffic, lang: str) -> str:
    """The visits of twelve months and their last one, or how many months are missing."""
    if year.visits is None:
        return say("services.months_missing", lang, count=year.missing)
    last = format_month(year.last.year, year.last.month, lang)
    visits = format_number(year.visits, lang)
    return say("services.year", lang, count=year.visits, visits=visits, last=last)
