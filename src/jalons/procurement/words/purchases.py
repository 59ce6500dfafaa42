"""Small purchases in words: what a size leads to, questions, what quotes come to."""

from __future__ import annotations

from decimal import Decimal

from jalons import wording
from jalons.kernel import Interval
from jalons.kernel.contracts import DeviceImpact
from jalons.procurement.engine.purchases.comparison import ComparedQuote, Comparison
from jalons.procurement.engine.purchases.thresholds import Nature, Sized, Threshold
from jalons.procurement.words.lifecycle import condition, with_cents
from jalons.procurement.words.sentences import euros, say

CARBON = "kg CO2 eq"


def size_sentence(size: Sized, amount: Decimal, lang: str) -> str:
    """What a purchase of that amount requires, in one sentence."""
    return say(f"size.{size.route.value}", lang, amount=euros(amount, lang))


def size_reason(size: Sized, nature: Nature, lang: str) -> str:
    """Why, in one or two sentences with the limit and its date."""
    since = say("size.since", lang, day=wording.format_day(size.no_tender.since, lang))
    return say(
        f"size.{size.route.value}.why",
        lang,
        nature=say(f"nature.{nature.value}", lang),
        limit=euros(size.no_tender.amount, lang),
        formal=euros(size.formal.amount, lang),
        since=since,
        basis=size.no_tender.basis,
    )


def threshold_words(threshold: Threshold, lang: str) -> str:
    """A threshold with what it is for, its amount and its first day."""
    natures = sorted(say(f"nature.{each.value}", lang) for each in threshold.natures)
    return say(
        f"threshold.{threshold.id}",
        lang,
        natures=wording.join_words(natures, lang),
        amount=euros(threshold.amount, lang),
        day=wording.format_day(threshold.since, lang),
    )


def comparison_sentence(comparison: Comparison, lang: str) -> str:
    """What the quotes come to, in one sentence, never more than is known."""
    priced = comparison.priced
    if not priced:
        return say("compare.none", lang)
    if len(priced) == 1:
        return say("compare.one", lang, supplier=priced[0].quote.supplier)
    if (ahead := comparison.everywhere) is not None:
        return say("compare.agree", lang, supplier=ahead.supplier)
    return say("compare.differ" if len(comparison.first) > 1 else "compare.unclear", lang)


def carbon(value: Interval | None, lang: str) -> str:
    """Carbon by year of service: the central value, or that it is not known."""
    if value is None:
        return say("compare.carbon_unknown", lang)
    return wording.format_central(value, CARBON, lang)


def assumed(impact: DeviceImpact | None, lang: str) -> str:
    """What carbon figures rest on; nothing without an impact."""
    if impact is None or impact.second_life is None:
        return ""
    second = impact.second_life
    refit = wording.format_percent(second.refit, lang)
    years_before = wording.format_number(second.years_before, lang)
    return say("compare.assumed", lang, years=years_before, refit=refit)


def remarks(comparison: Comparison, impact: DeviceImpact | None, lang: str) -> list[str]:
    """What to know under the quotes: what was inferred, what carbon figures rest on."""
    found = {name for each in comparison.quotes for name in each.inferred}
    names = wording.join_words((say(f"compare.name_{name}", lang) for name in sorted(found)), lang)
    said = say("compare.inferred_note", lang, names=names) if found else ""
    return list(filter(None, [said, assumed(impact, lang) if comparison.quotes else ""]))


def cells(found: ComparedQuote, lang: str) -> dict[str, str]:
    """What a table says of a quote with a price, by column; a dash where it is not known."""
    quote, paid = found.quote, found.cost.yearly_money if found.cost else None
    return {
        "condition": condition(quote.condition, lang),
        "price": with_cents(quote.price, lang),
        "life": years(found.cost.option.life if found.cost else quote.life, lang),
        "cost": with_cents(paid, lang),
        "index": wording.format_number(quote.index, lang),
        "carbon": carbon(found.carbon, lang),
        "warranty": years(quote.warranty, lang),
    }


def years(value: Decimal | int | None, lang: str) -> str:
    """A number of years; a dash when not known."""
    if value is None:
        return wording.UNKNOWN
    return say("quote.years", lang, years=wording.format_number(value, lang)).replace(
        " ", wording.NO_BREAK
    )
