"""The explanation of a figure: its formula with the numbers, and each input with its source."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.footprint.engine.assessment.component_manufacturing import MachineParts, spread_of
from jalons.footprint.engine.assessment.results import Electricity, LifetimeRule, Trace
from jalons.footprint.engine.factors.licences import is_private
from jalons.footprint.engine.factors.pack import DEVICE, Factor, Lifetime, Mix, Pack, Spread
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.words.figures import (
    alike,
    count,
    measured,
    named,
    number,
    percent,
    say,
    shown_params,
    unit,
)
from jalons.footprint.words.findings import masked
from jalons.kernel import Source


@dataclass(frozen=True, slots=True)
class InputLine:
    """An input of a figure: its value and spread in words, its source, and its cautions."""

    name: str
    value: str
    spread: str
    source: Source
    verified: bool
    approximate: bool
    note: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure was computed: one formula in words, and the inputs it uses."""

    formula: str
    inputs: tuple[InputLine, ...]


def explain(trace: Trace, lang: str | None = None) -> Explanation:
    """The formula of a figure with its numbers, and its inputs with source and licence."""
    if trace.result is None:
        return Explanation(_absence(trace, lang), ())
    if trace.consumed:
        return Explanation(_consumed(trace, lang), _inputs(trace, lang))
    if trace.machine_parts is not None:
        return Explanation(_from_parts(trace, trace.machine_parts, lang), _inputs(trace, lang))
    use = trace.lifetime is None
    return Explanation(_use(trace, lang) if use else _embodied(trace, lang), _inputs(trace, lang))


def spread_words(spread: Spread, symbol: str, lang: str | None = None) -> str:
    """The bounds of a value in words; empty when it is taken as exact."""
    if spread.low == spread.high:
        return ""
    low, high = number(spread.low, lang), number(spread.high, lang)
    return say("trace.spread", lang, low=low, high=high, unit=unit(symbol, lang))


def value_words(factor: Factor | Mix | None, lang: str | None) -> str:
    """The value of a factor in words, masked when its licence forbids to show it."""
    if factor is None or factor.spread is None:
        return number(0.0, lang)
    return masked(lang) if is_private(factor.source) else number(factor.spread.value, lang)


def bounds_words(factor: Factor | Mix, lang: str | None) -> str:
    """The bounds of a factor in words; none when its value is masked."""
    if factor.spread is None or is_private(factor.source):
        return ""
    return spread_words(factor.spread, factor.unit.symbol, lang)


def _absence(trace: Trace, lang: str | None) -> str:
    quality = trace.factor.quality if trace.factor else FactorQuality.ABSENT
    known = {FactorQuality.INCLUDED: "trace.included", FactorQuality.NONE: "trace.none"}
    key, stage = known.get(quality, "trace.absent"), say(f"stage.{trace.stage.value}", lang)
    if trace.counted_in != DEVICE and trace.factor and trace.factor.note:
        return say("trace.noted", lang, stage=stage, note=named(trace.factor.note, lang))
    return say(key, lang, stage=stage)


def _consumed(trace: Trace, lang: str | None) -> str:
    factor, quantity = trace.factor, measured(trace.quantity, trace.counted_in, lang)
    if trace.doubt:
        low, high = trace.quantity - trace.doubt, trace.quantity + trace.doubt
        quantity = say("trace.doubted", lang, quantity=quantity, low=count(low, lang),
                       high=measured(high, trace.counted_in, lang))  # fmt: skip
    return say(
        "trace.consumed",
        lang,
        quantity=quantity,
        factor=value_words(factor, lang),
        factor_unit=unit(factor.unit.symbol if factor else "1", lang),
        outcome=_outcome(trace, lang),
    )


def product_of(trace: Trace) -> float | None:
    """The result of the formula with its central values, in the unit of the figure.

    It is not the median of the draws: ranges are not symmetrical. Nothing where the formula does
    not show all its terms, or would reveal a value that its licence hides.
    """
    terms: list[Factor | Mix | None] = [trace.factor, *(each.mix for each in trace.electricity)]
    if (
        trace.shared
        or trace.machine_parts
        or any(term and is_private(term.source) for term in terms)
    ):
        return None
    one = trace.factor.spread.value if trace.factor and trace.factor.spread else 0.0
    if trace.consumed:
        return trace.quantity * one
    if trace.lifetime:
        life = trace.lifetime.spread.value
        return one * (trace.dated_rate + (trace.quantity - trace.dated) / life)
    return sum(_weighed(each, one, trace.pue) for each in trace.electricity)


def _weighed(each: Electricity, one: float, pue: Spread | None) -> float:
    """The impact of the electricity of a country, with central values."""
    machines = each.machines_kwh.mid if each.machines_kwh else 0.0
    kwh = each.declared_kwh + each.unmetered * one + machines
    times = pue.value if pue and not each.own_pue else 1.0
    return kwh * times * each.mix.spread.value


def _outcome(trace: Trace, lang: str | None) -> str:
    """The result of a formula: the median of the draws, beside the product when they differ.

    They are one figure when they round to the same.
    """
    result = trace.result
    if result is None:
        return ""
    product = product_of(trace)
    words = {"result": alike(result, lang)["mid"], "unit": unit(trace.unit.symbol, lang)}
    if product is None:
        return say("trace.outcome_drawn", lang, **words)
    if round(product, -result.place) == result.rounded().mid:
        return say("trace.outcome", lang, **words)
    return say("trace.outcome_apart", lang, product=number(product, lang), **words)


def _embodied(trace: Trace, lang: str | None) -> str:
    factor, life = trace.factor, trace.lifetime
    words = {
        "factor": value_words(factor, lang),
        "factor_unit": unit(factor.unit.symbol if factor else "1", lang),
        "life": number(life.spread.value if life else 0.0, lang),
        "outcome": _outcome(trace, lang),
    }
    if trace.dated:
        text = say(
            "trace.own_life",
            lang,
            dated=count(trace.dated, lang),
            rate=number(trace.dated_rate, lang),
            other=count(trace.quantity - trace.dated, lang),
            **words,
        )
    else:
        key = "trace.embodied" if trace.counted_in == DEVICE else "trace.embodied_measured"
        quantity = measured(trace.quantity, trace.counted_in, lang)
        text = say(key, lang, quantity=quantity, **words)
    if trace.shared:
        text += say("trace.shared", lang, shared=count(trace.shared, lang))
    return text


def _from_parts(trace: Trace, parts: MachineParts, lang: str | None) -> str:
    factor, life = trace.factor, trace.lifetime
    over = say("trace.life", lang, life=number(life.spread.value if life else 0.0, lang))
    rest = trace.quantity - parts.devices
    others = ""
    if rest > 1e-6 * trace.quantity and factor and factor.spread:
        words = {"factor": value_words(factor, lang), "factor_unit": unit(factor.unit.symbol, lang)}
        others = say("trace.others", lang, quantity=count(rest, lang), **words)
    elif rest > 1e-6 * trace.quantity:
        others = say("trace.others_unknown", lang, quantity=count(rest, lang))
    made = sum(part.amount.mid * part.fact.bounds.mid for part in parts.parts)
    return say(
        "trace.parts",
        lang,
        devices=count(parts.devices, lang),
        made=number(made, lang),
        made_unit=unit(trace.unit.symbol.removesuffix("/year"), lang),
        others=others,
        over=over,
        outcome=_outcome(trace, lang),
    )


def _use(trace: Trace, lang: str | None) -> str:
    own = [_electricity(trace, each, lang) for each in trace.electricity if each.own_pue]
    other = [_electricity(trace, each, lang) for each in trace.electricity if not each.own_pue]
    parts = " + ".join(other)
    pue = say("trace.pue", lang, pue=number(trace.pue.value, lang)) if trace.pue else ""
    if own:
        own_parts = say("trace.own_pue", lang, parts=" + ".join(own))
        parts, pue = (f"{parts}{pue} + {own_parts}" if parts else own_parts), ""
    return say("trace.use", lang, parts=parts, pue=pue, outcome=_outcome(trace, lang))


def _electricity(trace: Trace, each: Electricity, lang: str | None) -> str:
    drawn = each.machines_kwh
    described = ""
    if drawn is not None:
        machines, kwh = count(each.machines, lang), number(drawn.mid, lang)
        described = say("trace.machines", lang, machines=machines, kwh=kwh)
    return say(
        "trace.electricity",
        lang,
        built=described,
        declared=number(each.declared_kwh, lang),
        devices=count(each.unmetered, lang),
        factor=value_words(trace.factor, lang),
        mix=value_words(each.mix, lang),
        mix_unit=unit(each.mix.unit.symbol, lang),
        place=", ".join(part for part in (each.country, each.mix.dataset) if part),
    )


def _inputs(trace: Trace, lang: str | None) -> tuple[InputLine, ...]:
    lines = []
    factor = trace.factor
    alone = (
        trace.machine_parts is not None
        and trace.machine_parts.devices > (1 - 1e-6) * trace.quantity
    )
    if factor and factor.spread and not alone:
        symbol = factor.unit.symbol
        lines.append(
            InputLine(
                name=say(f"stage.{trace.stage.value}", lang),
                value=f"{value_words(factor, lang)} {unit(symbol, lang)}",
                spread=bounds_words(factor, lang),
                source=factor.source,
                verified=factor.verified,
                approximate=factor.approximate,
                note=named(factor.note, lang),
            )
        )
    if trace.lifetime:
        life = trace.lifetime
        exact = trace.rule is LifetimeRule.FIXED
        lines.append(
            InputLine(
                name=say(f"lifetime.{trace.rule.value}", lang),
                value=f"{number(life.spread.value, lang)} {unit('year', lang)}",
                spread="" if exact else spread_words(life.spread, "year", lang),
                source=life.source,
                verified=life.verified,
                approximate=False,
                note=lifetime_note(life, lang),
            )
        )
    lines += _component_inputs(trace, lang)
    for each in trace.electricity:
        mix = each.mix
        lines.append(
            InputLine(
                name=", ".join(part for part in (each.country, mix.dataset) if part),
                value=f"{value_words(mix, lang)} {unit(mix.unit.symbol, lang)}",
                spread=bounds_words(mix, lang),
                source=mix.source,
                verified=mix.verified,
                approximate=mix.country != each.country,
                note="",
            )
        )
    return tuple(lines)


def _component_inputs(trace: Trace, lang: str | None) -> list[InputLine]:
    lines = [
        InputLine(
            name=say(f"part.{each.name}", lang),
            value=say(
                "trace.part",
                lang,
                amount=number(each.amount.mid, lang),
                amount_unit=unit(each.unit, lang),
                factor=number(each.fact.bounds.mid, lang),
                unit=unit(each.fact.unit.symbol, lang),
            ),
            spread=spread_words(spread_of(each.fact.bounds), each.fact.unit.symbol, lang),
            source=each.fact.source,
            verified=each.fact.verified,
            approximate=False,
            note=named(each.fact.note, lang),
        )
        for each in (trace.machine_parts.parts if trace.machine_parts else ())
    ]
    model = trace.power_model
    if model is not None:
        lines.append(
            InputLine(
                name=say("part.power_model", lang),
                value=number(model.bounds.mid, lang),
                spread=spread_words(spread_of(model.bounds), "", lang),
                source=model.source,
                verified=model.verified,
                approximate=False,
                note=named(model.note, lang),
            )
        )
    return lines


def notice_params(
    params: dict[str, object], pack: Pack, lang: str | None = None
) -> dict[str, object]:
    """The parameters of an assessment's notice, as readers write them."""
    words: dict[str, object] = shown_params(params, lang)
    for name, value in params.items():
        if name == "share" and isinstance(value, float):
            words[name] = percent(value, lang)
        elif name == "device" and value in pack.devices:
            words[name] = named(pack.devices[str(value)].plural, lang)
        elif name == "country" and value in pack.places:
            words[name] = named(pack.places[str(value)], lang)
        elif name == "criteria":
            known = (pack.criteria.get(each) for each in str(value).split(", "))
            words[name] = ", ".join(named(each.name, lang) for each in known if each)
    return words


def lifetime_note(life: Lifetime, lang: str | None = None) -> str:
    """The evidence of the inventory where it corrected the catalogue, else the catalogue's note."""
    shown = life.shown_by
    if shown is None:
        return named(life.note, lang)
    return say(
        "lifetime_estimated",
        lang,
        retirements=count(shown.retirements, lang),
        watched=count(shown.watched, lang),
        since=shown.since,
        catalogue=number(shown.catalogue_years, lang),
    )
