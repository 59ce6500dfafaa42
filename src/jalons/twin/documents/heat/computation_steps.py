"""How a figure of heat is computed, line by line: formula with numbers, assumptions."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Interval
from jalons.twin.engine.heat.assumptions import YEAR_HOURS, Assumption, Assumptions
from jalons.twin.engine.heat.matching import KELVIN, Match, Pair
from jalons.twin.engine.heat.need import NeedMonths
from jalons.twin.engine.heat.room import Basis, RoomHeat

from .wording import degrees, energy, energy_span, metres, number, say


@dataclass(frozen=True, slots=True)
class HeatStep:
    """One step of a computation: its title, its formula with numbers, its assumptions."""

    title: str
    formula: str
    assumed: tuple[Assumption, ...] = ()


def room_steps(heat: RoomHeat, assumptions: Assumptions, lang: str) -> tuple[HeatStep, ...]:
    """The steps of the heat of a room: power, energy, temperature."""
    return (_power(heat, assumptions, lang), _energy(heat, lang), _warmth(heat, assumptions, lang))


def pair_steps(
    pair: Pair, match: Match, assumptions: Assumptions, lang: str
) -> tuple[HeatStep, ...]:
    """The steps of the usable heat of a pair; only those that could be computed."""
    heat = next((room for room in match.rooms if room.room.id == pair.room.id), None)
    need = next((each for each in match.needs if each.need.id == pair.need.id), None)
    steps: tuple[HeatStep, ...] = room_steps(heat, assumptions, lang) if heat is not None else ()
    if need is not None:
        steps += (_need(need, assumptions, lang),)
    if heat is not None and need is not None and pair.pipe is not None:
        steps += (
            _lift(pair, assumptions, lang),
            _pipe(pair, assumptions, lang),
            _year(pair, match, lang),
        )
    return (*steps, HeatStep(say("step_bounds", lang), say("bounds", lang)))


def _power(heat: RoomHeat, assumptions: Assumptions, lang: str) -> HeatStep:
    room = heat.room
    trust = assumptions["measured_power" if room.measured_days else "declared_power"]
    running = assumptions["availability"]
    share = assumptions.one_of("share", room.cooling)
    becoming = assumptions["heat_of_it"]
    used = [trust, becoming, share, running]
    power = {
        Basis.IT: room.it_power, Basis.TOTAL: room.total_power,
        Basis.RECOVERABLE: room.recoverable_power,
    }[heat.basis]  # fmt: skip
    values = {
        "power": number(power or 0.0, lang),
        "trust": number(trust.value.mid, lang),
        "share": number(share.value.mid, lang),
        "running": number(running.value.mid, lang),
        "result": number(heat.power.mid, lang),
        "pue": number(room.pue or assumptions["pue"].value.mid, lang),
    }
    if heat.basis is Basis.RECOVERABLE:
        used = [trust, running]
    if heat.basis is Basis.TOTAL and room.pue is None:
        used.append(assumptions["pue"])
    formula = say(f"power_{heat.basis.value}", lang, **values)
    if room.measured_days:
        formula = f"{formula} {say('measured_on', lang, days=room.measured_days)}"
    return HeatStep(say("step_power", lang), formula, tuple(used))


def _energy(heat: RoomHeat, lang: str) -> HeatStep:
    formula = say(
        "energy_formula",
        lang,
        power=number(heat.power.mid, lang),
        hours=number(YEAR_HOURS, lang),
        result=energy(heat.yearly, lang),
        span=energy_span(heat.yearly, lang),
    )
    return HeatStep(say("step_energy", lang), formula)


def _warmth(heat: RoomHeat, assumptions: Assumptions, lang: str) -> HeatStep:
    declared = heat.room.temperature is not None
    key = "warmth_told" if declared else "warmth_assumed"
    formula = say(key, lang, degrees=degrees(heat.temperature, lang))
    used = () if declared else (assumptions.one_of("temperature", heat.room.cooling),)
    return HeatStep(say("step_warmth", lang), formula, used)


def _need(need: NeedMonths, assumptions: Assumptions, lang: str) -> HeatStep:
    trust = assumptions["declared_need"]
    declared = need.need.temperature is not None
    formula = say(
        "need_formula",
        lang,
        year=number(need.need.yearly or 0.0, lang),
        profile=assumptions.profile(need.need.kind).name[lang].lower(),
        degrees=degrees(need.temperature, lang),
    )
    used = (trust,) if declared else (trust, assumptions.one_of("needed", need.need.kind))
    return HeatStep(say("step_need", lang), formula, used)


def _lift(pair: Pair, assumptions: Assumptions, lang: str) -> HeatStep:
    lift = pair.lift
    assert lift is not None  # noqa: S101  a pair with a pipe has one
    approach = assumptions["approach"]
    warm = lift.source.mid - approach.value.mid
    values = {
        "source": degrees(lift.source, lang),
        "approach": number(approach.value.mid, lang),
        "warm": degrees(warm, lang),
        "wanted": degrees(lift.wanted, lang),
    }
    if lift.cop is None:
        key = "lift_perhaps" if lift.perhaps else "lift_none"
        return HeatStep(say("step_lift", lang), say(key, lang, **values), (approach,))
    formula = say(
        "lift_pump",
        lang,
        **values,
        share=number(assumptions["cop_share"].value.mid, lang),
        kelvin=number(lift.wanted.mid + KELVIN, lang),
        gap=number(lift.wanted.mid - warm, lang),
        most=number(assumptions["cop_most"].value.mid, lang),
        cop=number(lift.cop.mid, lang),
        electricity=energy(pair.electricity, lang),
        delivered=energy(pair.delivered, lang),
    )
    used = (approach, assumptions["cop_share"], assumptions["cop_most"])
    return HeatStep(say("step_lift", lang), formula, used)


def _pipe(pair: Pair, assumptions: Assumptions, lang: str) -> HeatStep:
    detour, loss = assumptions["detour"], assumptions["pipe_loss"]
    pipe = pair.pipe or Interval.exact(0.0)
    formula = say(
        "pipe_formula",
        lang,
        metres=metres(pair.metres, lang),
        detour=number(detour.value.mid, lang),
        trench=metres(pipe.mid, lang),
        loss=number(loss.value.mid, lang),
        lost=energy(pair.losses, lang),
    )
    return HeatStep(say("step_pipe", lang), formula, (detour, loss))


def _year(pair: Pair, match: Match, lang: str) -> HeatStep:
    if not pair.served:
        return HeatStep(say("step_year", lang), say(f"outcome_{pair.outcome.value}", lang))
    alone = len([p for p in match.pairs if p.months]) < 2
    formula = say(
        "year_formula",
        lang,
        result=energy(pair.usable, lang),
        span=energy_span(pair.usable, lang),
    )
    return HeatStep(say("step_year", lang), formula if alone else f"{formula} {say('order', lang)}")
