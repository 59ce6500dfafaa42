"""Life-cycle costs in words: amounts, parts, what comes first, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jalons import wording
from jalons.kernel.payback import payback_years
from jalons.procurement.engine.lifecycle.costs import (
    Condition,
    LifeCycleCost,
    break_even_life,
    cheapest,
)
from jalons.procurement.engine.lifecycle.hypotheses import Assumptions, Hypothesis, hypotheses
from jalons.procurement.engine.lifecycle.sensitivity import Swing
from jalons.procurement.words.sentences import say

PARTS = ("price", "energy", "maintenance", "disposal", "residual", "carbon_use", "carbon_embodied")
SUMS = ("money", "carbon", "total", "yearly")
FAR = 100  # years beyond which a payback is said without its decimal


def with_cents(value: Decimal | None, lang: str) -> str:
    """An amount in euros, always with its cents; a dash when not known."""
    if value is None:
        return wording.UNKNOWN
    return wording.with_unit(wording.format_number(value, lang, 2), "€", lang)


def condition(value: Condition, lang: str) -> str:
    """New, refurbished, already there."""
    return say(f"lcc.{value.value}", lang)


def part(cost: LifeCycleCost, name: str, lang: str) -> str:
    """A part of a cost, or a sum, in words; what is not known is said."""
    value = getattr(cost, name)
    if value is None:
        return say("lcc.unknown", lang)
    return with_cents(-value if name == "residual" and value else value, lang)


def sentence(costs: Sequence[LifeCycleCost], lang: str) -> str:
    """Which option costs least by year of service, in one sentence."""
    if len(costs) == 1:
        only = costs[0]
        return say("lcc.one", lang, label=only.option.label, yearly=with_cents(only.yearly, lang),
                   total=with_cents(only.total, lang), years=only.option.life)  # fmt: skip
    first = cheapest(costs)
    if first is None:
        return say("lcc.even", lang)
    rest = [each for each in costs if each is not first]
    second = min(rest, key=lambda each: each.yearly)
    return say("lcc.first", lang, label=first.option.label, yearly=with_cents(first.yearly, lang),
               other=second.option.label, more=with_cents(second.yearly, lang))  # fmt: skip


def break_even_sentences(
    costs: Sequence[LifeCycleCost], assumed: Assumptions, lang: str
) -> list[str]:
    """How long each option that is not the first new one must last to cost no more than it."""
    new = next((each for each in costs if each.option.condition is Condition.NEW), None)
    found = []
    for each in costs:
        if new is None or each is new:
            continue
        years = break_even_life(each.option, new.option, assumed)
        key = "lcc.break_even" if years is not None else "lcc.break_even_never"
        found.append(say(key, lang, label=each.option.label, other=new.option.label, years=years))
    return found


def payback_sentences(costs: Sequence[LifeCycleCost], assumed: Assumptions, lang: str) -> list[str]:
    """After how many years the energy a new device saves makes up for its manufacture."""
    new = next((each.option for each in costs if each.option.condition is Condition.NEW), None)
    if new is None or new.embodied is None:
        return []
    found = []
    for each in costs:
        if each.option.condition is Condition.NEW:
            continue
        years = payback_years(
            float(new.embodied), float(each.option.energy), float(new.energy), float(assumed.grid)
        )
        key = "lcc.payback_never" if years is None else "lcc.payback"
        shown = wording.format_number(years or 0, lang, 0 if (years or 0) >= FAR else 1)
        found.append(say(key, lang, label=new.label, other=each.option.label, years=shown))
    return found


def swing_rows(swings: Sequence[Swing], lang: str) -> list[tuple[str, ...]]:
    """For each swing, what changes and the cost by year of service of each option at both ends."""
    rows = []
    for each in swings:
        low, high = (_bound(each.name, bound, lang) for bound in (each.low, each.high))
        pairs = zip(each.at_low, each.at_high, strict=True)
        ends = (
            f"{with_cents(one.yearly, lang)} – {with_cents(two.yearly, lang)}" for one, two in pairs
        )
        rows.append((say(f"lcc.swing_{each.name}", lang, low=low, high=high), *ends))
    return rows


def sensitivity_sentence(swings: Sequence[Swing], lang: str) -> str:
    """Whether anything turns the order of the options."""
    turning = [say(f"lcc.name_{each.name}", lang) for each in swings if each.turns]
    if not turning:
        return say("lcc.stable", lang)
    return say("lcc.turns", lang, names=wording.join_words(turning, lang))


def hypothesis_rows(assumed: Assumptions, lang: str) -> list[tuple[Hypothesis, str, str, str]]:
    """Each assumption with its name, its value in words and what to know of it."""
    return [
        (each, each.name[lang], value_of(each, getattr(assumed, name), lang), each.note[lang])
        for name, each in hypotheses().items()
    ]


def value_of(hypothesis: Hypothesis, value: Decimal, lang: str) -> str:
    """The value of an assumption with its unit."""
    if hypothesis.unit == "%":
        return wording.format_percent(float(value), lang, 1 if value * 100 % 1 else 0)
    number = wording.format_number(value, lang, 2 if hypothesis.unit[0] == "€" else None)
    return wording.with_words(number, hypothesis.unit.replace("CO2", "CO₂"))


def _bound(name: str, value: Decimal, lang: str) -> str:
    if name == "life":
        return wording.signed(wording.format_number(int(value), lang))
    if name == "residual":
        return wording.format_number(int(value), lang)
    return value_of(hypotheses()[name], value, lang)
