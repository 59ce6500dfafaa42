"""The yearly footprint of an inventory, with intervals, traces and gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from jalons.footprint.engine.assessment.cautions import cautions
from jalons.footprint.engine.assessment.component_manufacturing import spans_of
from jalons.footprint.engine.assessment.gaps import every_gap, most_useful, tornado
from jalons.footprint.engine.assessment.grade import grade
from jalons.footprint.engine.assessment.monte_carlo import Draw, Draws, interval
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import (
    METHOD,
    Assessment,
    DeviceImpact,
    Electricity,
    Impact,
    ImpactKey,
    TierImpact,
    Trace,
)
from jalons.footprint.engine.assessment.uncertain_inputs import (
    DeviceTerms,
    ElectricityModel,
    Modeller,
    is_aged,
    own_lives,
    places_of,
)
from jalons.footprint.engine.factors.pack import ELECTRICITY, LIFE_STAGES, Pack, Stage
from jalons.footprint.engine.fleet.holdings import NOT_ASSESSED, Fleet, Holding, sum_up
from jalons.footprint.engine.fleet.homes import located
from jalons.footprint.engine.inventory.line import FootprintError, Inventory
from jalons.kernel import Quality, Unit

# Topics that counted hosted services cover, but for software used online.
HOSTED_TOPICS, STILL_ELSEWHERE = frozenset({"cloud", "hosting"}), "saas"
STAGES = (*LIFE_STAGES, Stage.TOTAL)


def assess(inventory: Inventory, *, pack: Pack, options: Options | None = None) -> Assessment:
    """The yearly footprint of an inventory, in the unit of each criterion per year.

    Manufacture, distribution and end of life are spread over the lifetime; use is a year's
    electricity. The error of a factor is shared by all devices of a kind, so the interval does not
    shrink as the fleet grows, and the cost does not depend on the number of rows.

    Raises ``FootprintError``: ``nothing_counted`` when no row can be counted, ``mix_unknown`` for
    an unknown electricity dataset, ``home_unknown`` for a home that is no country of the pack.
    """
    options = options or Options()
    on = inventory.extracted_on or options.on
    return assess_fleet(sum_up(inventory, pack, on=on), pack=pack, options=options)


def assess_fleet(fleet: Fleet, *, pack: Pack, options: Options | None = None) -> Assessment:
    """The yearly footprint of a fleet already summed up; see :func:`assess`."""
    options = options or Options()
    if not fleet.holdings:
        raise FootprintError("nothing_counted", rows=fleet.rows_read)
    modeller = modeller_of(pack, options)
    fleet = located(fleet, modeller.home)
    terms = terms_of(fleet.holdings, modeller)
    first = terms[next(iter(terms))]
    draws = draws_of(terms)
    gaps, quality = every_gap(first), _quality(first)
    dated = sum(holding.dated for holding in fleet.holdings)
    impacts = _impacts(fleet, modeller, draws)
    known = {impact.criterion for impact in impacts}
    return Assessment(
        method=METHOD,
        factors_version=pack.version,
        period=options.period,
        lifetime=options.lifetime,
        mix=options.mix or pack.mix_order[0],
        pue=options.pue,
        home=modeller.home,
        home_stated=options.home is not None,
        seed=options.seed,
        draws_count=options.draws,
        rows_read=fleet.rows_read,
        rows_counted=fleet.rows_counted,
        quantity=fleet.quantity,
        staff=options.staff,
        exclusions=fleet.exclusions,
        not_assessed=tuple(name for name in pack.criteria if name not in known),
        impacts=impacts,
        devices=_device_impacts(fleet, modeller, draws),
        tiers=_tiers(fleet, modeller, draws),
        electricity_kwh=interval(sum((each.kwh() for each in first), start=np.zeros(1))),
        quality=quality,
        grade=grade(quality, approximate=_approximate(first, modeller), unknown=_unknown(fleet)),
        mean_age=_mean_age(fleet.holdings),
        mean_ages={
            holding.device: holding.mean_age
            for holding in fleet.holdings
            if holding.mean_age is not None
        },
        lifetimes={each.device: modeller.lifetime(each) for each in fleet.holdings},
        dated_share=dated / fleet.quantity if fleet.quantity else 0.0,
        gaps=most_useful(gaps),
        tornado=tornado(gaps),
        traces=_traces(fleet, modeller, draws),
        notices=cautions(fleet, modeller, options, first),
        draws=draws,
        not_covered=_not_covered(fleet, pack),
        unassessed=fleet.unassessed,
    )


def _not_covered(fleet: Fleet, pack: Pack) -> tuple[str, ...]:
    """The topics a total leaves out."""
    counted = {each.device for each in fleet.holdings}
    left = tuple(topic for topic, kinds in pack.beyond.items() if counted.isdisjoint(kinds))
    if not fleet.hosted:
        return left
    return (STILL_ELSEWHERE, *(topic for topic in left if topic not in HOSTED_TOPICS))


def modeller_of(pack: Pack, options: Options) -> Modeller:
    """The model that turns a fleet into draws under these options.

    Raises ``FootprintError`` (``home_unknown``) for a home the pack does not name.
    """
    if options.home is not None and pack.places and options.home not in pack.places:
        raise FootprintError("home_unknown", home=options.home)
    return Modeller(
        pack,
        Draws(options.seed, options.draws, pack.common_error.share),
        options.lifetime,
        ElectricityModel(options.mix, options.pue),
        options.home_country,
    )


def drawn(inventory: Inventory, criterion: str, modeller: Modeller) -> Draw:
    """The yearly impact of an inventory for one criterion, as draws, in its unit."""
    fleet = sum_up(inventory, modeller.pack, on=inventory.extracted_on)
    holdings = located(fleet, modeller.home).holdings
    return summed([modeller.terms(each, criterion).total() for each in holdings])


def terms_of(holdings: Sequence[Holding], modeller: Modeller) -> dict[str, list[DeviceTerms]]:
    """The terms of each kind of device, by criterion the pack speaks of."""
    return {
        criterion: [modeller.terms(holding, criterion) for holding in holdings]
        for criterion in modeller.pack.known_criteria()
    }


def summed(parts: Sequence[Draw]) -> Draw:
    """The sum of draws; a lone one is not copied."""
    return parts[0] if len(parts) == 1 else np.sum(parts, axis=0)


def draws_of(terms: Mapping[str, Sequence[DeviceTerms]]) -> dict[ImpactKey, Draw]:
    """The yearly draws by device, criterion and stage, and the sum of the assessed stages."""
    result: dict[ImpactKey, Draw] = {}
    for criterion, kinds in terms.items():
        for kind in kinds:
            stages = kind.stages()
            for stage, draw in stages.items():
                result[kind.device, criterion, stage] = draw
            if stages:
                result[kind.device, criterion, Stage.TOTAL] = summed(list(stages.values()))
    return result


def yearly(pack: Pack, criterion: str) -> Unit:
    """The unit of a criterion, per year."""
    return Unit.parse(f"{pack.criteria[criterion].unit.symbol}/year")


def _impacts(
    fleet: Fleet, modeller: Modeller, draws: Mapping[ImpactKey, Draw]
) -> tuple[Impact, ...]:
    sums: dict[tuple[str, Stage], list[Draw]] = {}
    for (_, criterion, stage), draw in draws.items():
        sums.setdefault((criterion, stage), []).append(draw)
    result = []
    for criterion in modeller.pack.criteria:
        for stage in STAGES:
            parts = sums.get((criterion, stage))
            if parts is None or not _is_assessed(fleet.holdings, modeller, criterion, stage):
                continue
            value = interval(np.sum(parts, axis=0))
            share = _share(fleet.holdings, modeller, criterion, stage)
            unit = yearly(modeller.pack, criterion)
            result.append(Impact(criterion, stage, unit, value, share))
    return tuple(result)


def _share(holdings: Sequence[Holding], modeller: Modeller, criterion: str, stage: Stage) -> float:
    """The share of the devices a figure covers; of the kinds when none is counted in devices."""
    kinds = modeller.pack.devices
    weights = {each.device: each.quantity for each in holdings if kinds[each.device].is_device}
    weights = weights or {holding.device: 1.0 for holding in holdings}
    known = sum(
        weights[holding.device] * modeller.known_share(holding, stage, criterion)
        for holding in holdings
        if holding.device in weights
    )
    return min(1.0, known / sum(weights.values()))


def _is_assessed(
    holdings: Sequence[Holding], modeller: Modeller, criterion: str, stage: Stage
) -> bool:
    """Whether a figure may be shown: no total without the manufacture of some device."""
    if stage is not Stage.TOTAL:
        return True
    return any(modeller.knows(holding, Stage.MANUFACTURING, criterion) for holding in holdings)


def _device_impacts(
    fleet: Fleet, modeller: Modeller, draws: Mapping[ImpactKey, Draw]
) -> tuple[DeviceImpact, ...]:
    result = []
    for criterion in modeller.pack.known_criteria():
        kinds = []
        for holding in fleet.holdings:
            keys = {
                stage: (holding.device, criterion, stage)
                for stage in STAGES
                if _is_assessed((holding,), modeller, criterion, stage)
            }
            stages = {stage: interval(draws[key]) for stage, key in keys.items() if key in draws}
            if stages:
                unit = yearly(modeller.pack, criterion)
                known = {at: modeller.known_share(holding, at, criterion) for at in STAGES}
                kinds.append(
                    DeviceImpact(holding.device, criterion, unit, holding.quantity, stages, known)
                )
        result += sorted(kinds, key=lambda kind: -max(each.mid for each in kind.stages.values()))
    return tuple(result)


def _tiers(
    fleet: Fleet, modeller: Modeller, draws: Mapping[ImpactKey, Draw]
) -> tuple[TierImpact, ...]:
    """The totals by tier, in the order of the tiers' names, where some manufacture is assessed."""
    by_tier: dict[str, list[Holding]] = {}
    for holding in fleet.holdings:
        by_tier.setdefault(modeller.pack.devices[holding.device].tier, []).append(holding)
    found = []
    for tier, holdings in sorted(by_tier.items()):
        kinds = modeller.pack.devices
        quantity = sum(each.quantity for each in holdings if kinds[each.device].is_device)
        for criterion in modeller.pack.known_criteria():
            keys = [(each.device, criterion, Stage.TOTAL) for each in holdings]
            parts = [draws[key] for key in keys if key in draws]
            if not parts or not _is_assessed(holdings, modeller, criterion, Stage.TOTAL):
                continue
            unit, value = yearly(modeller.pack, criterion), interval(np.sum(parts, axis=0))
            share = _share(holdings, modeller, criterion, Stage.TOTAL)
            found.append(TierImpact(tier, criterion, unit, quantity, value, share))
    return tuple(found)


def _quality(terms: Sequence[DeviceTerms]) -> Quality:
    """Shares of the impact: declared where the inventory gives the consumption or the age used.

    An age is one of the two values an embodied impact rests on, the other being a default factor:
    it counts for half. No inventory distinguishes a measured consumption from a declared one:
    measured is zero.
    """
    declared = total = 0.0
    for term in terms:
        stages = {stage: float(draw.mean()) for stage, draw in term.stages().items()}
        total += sum(stages.values())
        from_parts = sum(float(part.made(term.device).mean()) for part in term.component_terms)
        embodied = sum(stages.get(stage, 0.0) for stage in term.embodied) - from_parts
        rate = term.certain_rate + float(term.rate.mean())
        if rate:
            declared += 0.5 * embodied * term.certain_rate / rate
        # What a machine is made of is declared, what a component weighs is not.
        declared += 0.5 * from_parts
        for country, kwh in term.declared_kwh.items():
            pue = 1.0 if term.pue is None else float(term.pue.mean())
            declared += kwh * float(term.mixes[country].mean()) * pue
        for country, (kwh, _) in term.own_pue.items():
            declared += kwh * float(term.mixes[country].mean())
    share = min(1.0, declared / total) if total else 0.0
    return Quality(measured=0.0, declared=share, default=1.0 - share)


def _approximate(terms: Sequence[DeviceTerms], modeller: Modeller) -> float:
    criterion = modeller.pack.known_criteria()[0]
    weights = {term.device: float(term.total().mean()) for term in terms}
    total = sum(weights.values())
    made = {name: modeller.factor(name, Stage.MANUFACTURING, criterion) for name in weights}
    found = sum(weights[name] for name, factor in made.items() if factor and factor.approximate)
    return found / total if total else 0.0


def _unknown(fleet: Fleet) -> float:
    """The share of the devices to count that are neither known nor assessed."""
    unknown = sum(each.quantity for each in fleet.exclusions if each.reason in NOT_ASSESSED)
    whole = fleet.quantity + unknown
    return unknown / whole if whole else 0.0


def _mean_age(holdings: Sequence[Holding]) -> float | None:
    dated = sum(holding.dated for holding in holdings)
    if not dated:
        return None
    return sum((holding.mean_age or 0.0) * holding.dated for holding in holdings) / dated


def _traces(fleet: Fleet, modeller: Modeller, draws: Mapping[ImpactKey, Draw]) -> tuple[Trace, ...]:
    return tuple(
        _trace(holding, stage, criterion, modeller, draws)
        for criterion in modeller.pack.known_criteria()
        for holding in fleet.holdings
        for stage in STAGES[:-1]
    )


def _trace(
    holding: Holding,
    stage: Stage,
    criterion: str,
    modeller: Modeller,
    draws: Mapping[ImpactKey, Draw],
) -> Trace:
    pack, device, use = modeller.pack, holding.device, stage is Stage.USE
    consumed = pack.devices[device].consumed
    from_parts, components = modeller.counted_from_parts(criterion), modeller.component_modeller()
    own = own_lives(holding, modeller.rule, from_parts)
    spans = spans_of(holding, aged=is_aged(holding, modeller.rule))
    made = components.parts(spans, criterion) if stage is Stage.MANUFACTURING else None
    described = holding.machines or holding.own_machines
    result = draws.get((device, criterion, stage))
    return Trace(
        device=device,
        stage=stage,
        criterion=criterion,
        unit=yearly(pack, criterion),
        quantity=holding.quantity,
        factor=modeller.factor(device, stage, ELECTRICITY if use and not consumed else criterion),
        lifetime=None if use or consumed else modeller.lifetime(holding),
        rule=modeller.rule,
        dated=0.0 if use or consumed else own.quantity,
        dated_rate=0.0 if use or consumed else own.rate,
        electricity=_electricity(holding, modeller, criterion)
        if use and result is not None and not consumed
        else (),
        pue=modeller.electrics.spread(pack) if use and modeller.pays_pue(holding) else None,
        pue_default=modeller.electrics.pue is None,
        result=None if result is None else interval(result),
        shared=0.0 if use else own.shared,
        counted_in=pack.devices[device].unit,
        consumed=consumed,
        machine_parts=made,
        doubt=holding.doubt,
        power_model=components.power_model() if use and described else None,
    )


def _electricity(holding: Holding, modeller: Modeller, criterion: str) -> tuple[Electricity, ...]:
    found, components = [], modeller.component_modeller()
    guessed, own = modeller.guessed(holding)
    for country in places_of(holding):
        mix = modeller.mix(country, criterion)
        if mix is None:
            continue
        declared, devices = holding.declared_kwh.get(country, 0.0), guessed.get(country, 0.0)
        if declared or holding.unmetered.get(country):
            machines, kwh = components.consumption(holding.machines, country)
            found.append(
                Electricity(country, declared, devices, mix, machines=machines, machines_kwh=kwh)
            )
        if country in own:
            machines, kwh = components.consumption(holding.own_machines, country)
            declared, devices = own[country]
            found.append(
                Electricity(
                    country,
                    declared,
                    devices,
                    mix,
                    own_pue=True,
                    machines=machines,
                    machines_kwh=kwh,
                )
            )
    return tuple(found)
