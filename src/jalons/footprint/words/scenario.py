"""The words of a scenario: its changes, lever by lever, and its trajectory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from jalons.footprint.engine.analysis.comparison import Change
from jalons.footprint.engine.analysis.levers import Lever
from jalons.footprint.engine.analysis.scenarios import LeverStep, Scenario, Trajectory
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.words.figures import alike, count, lowered, named, number, percent, say, unit
from jalons.kernel import Interval, Unit
from jalons.kernel.errors import language
from jalons.wording import format_rounded, in_tonnes, percent_sign, sign_of, unit_words, with_words
from jalons.wording import signed as plus

SHARES = frozenset({"share", "stretch", "refit"})
KG_A_YEAR, TONNES_A_YEAR = "kg CO2 eq/year", "t CO2 eq/year"
TONNE = 1000.0  # kilograms: differences are read in tonnes from one on


@dataclass(frozen=True, slots=True)
class LeverRow:
    """A lever in words: its title, the devices concerned, its effect, its effort."""

    title: str
    devices: str
    difference: str
    effort: str
    assumed: str


@dataclass(frozen=True, slots=True)
class ScenarioSummary:
    """The words of a scenario: the sentence, its interval, the levers in order, what is left out.

    ``part`` says the difference out of what a year weighs today: two totals rounded alike would
    hide it. The levers stand in their order: nothing here ranks them.
    """

    sentence: str
    likely: str
    part: str
    levers: tuple[LeverRow, ...]
    criteria: tuple[str, ...]
    electricity: str
    left_out: tuple[str, ...]
    years: tuple[str, ...]
    objective: str
    note: str


def summarise_scenario(
    scenario: Scenario, pack: Pack, *, way: Trajectory | None = None, lang: str | None = None
) -> ScenarioSummary:
    """The words of a scenario for its first criterion, and of its trajectory if requested."""
    first = pack.known_criteria()[0]
    change = scenario.change(first)
    words = difference_words(change.difference, change.subject.unit, lang)
    return ScenarioSummary(
        sentence=say(f"scenario.{_sense(change)}", lang, levers=len(scenario.steps), **words),
        likely=say("scenario.likely" if change.certain else "scenario.unsure", lang, **words),
        part=part_words(change, lang),
        levers=tuple(_lever_row(step, pack, lang) for step in scenario.steps),
        criteria=tuple(
            _criterion(each, pack, lang)
            for each in scenario.changes
            if each.subject.criterion not in {first, "final_energy"}
            and _main(each, scenario)
            and not is_nothing(each.difference)
        ),
        electricity=say(
            "scenario.electricity",
            lang,
            **difference_words(scenario.electricity_kwh, Unit.parse("kWh/year"), lang),
        ),
        left_out=tuple(say(f"scenario.left_out_{each}", lang) for each in scenario.left_out),
        years=() if way is None else _years(way, lang),
        objective="" if way is None else _objective(way, lang),
        note=say("scenario.note", lang),
    )


def as_lines(summary: ScenarioSummary, lang: str | None = None) -> Iterator[str]:
    """The summary as lines of text, for a terminal or a message."""
    yield summary.sentence
    yield summary.likely
    if summary.part:
        yield summary.part
    yield ""
    yield say("scenario.title", lang)
    for row in summary.levers:
        yield f"  • {row.title} ({row.devices})"
        yield from (f"    {text}" for text in (row.difference, row.effort, row.assumed) if text)
    yield from (f"  • {text}" for text in summary.left_out)
    yield ""
    yield summary.electricity
    yield from summary.criteria
    if summary.years:
        yield ""
        yield say("scenario.way", lang)
        yield from (f"  {text}" for text in summary.years)
        yield summary.objective
    yield ""
    yield summary.note


def lever_title(lever: Lever, pack: Pack, lang: str | None = None) -> str:
    """The title of a lever, in words."""
    return say(f"lever.{lever.kind}", lang, **_values(lever, pack, lang))


def touched_words(step: LeverStep, lang: str | None = None) -> str:
    """How many devices a lever is about, or reams of paper; a share of one device is one."""
    key = "touched_reams" if step.lever.kind == "print" else "touched"
    return say(f"scenario.{key}", lang, devices=count(touched(step.devices), lang))


def touched(devices: float) -> int:
    """A number of devices in full, one at least when it is not nothing."""
    return max(1, round(devices)) if devices else 0


def effect_words(difference: Interval, of: Unit, lang: str | None = None) -> str:
    """A difference with its interval; said to be uncertain when it may be none."""
    sure = difference.low > 0 or difference.high < 0
    key = "step_none" if is_nothing(difference) else "step" if sure else "step_unsure"
    return say(f"scenario.{key}", lang, **difference_words(difference, of, lang))


def gain_words(step: LeverStep, lang: str | None = None) -> tuple[str, str]:
    """The effect of a lever as a figure, then its range: "incertain" when it may be none."""
    words = difference_words(step.difference, step.unit, lang)
    if is_nothing(step.difference):
        return say("scenario.step_none", lang), ""
    if step.difference.low <= 0 <= step.difference.high:
        return say("scenario.gain_unsure", lang), say("scenario.range_unit", lang, **words)
    return say("scenario.gain", lang, **words), say("scenario.range", lang, **words)


def size_words(value: float, of: Unit, lang: str | None = None) -> str:
    """A difference known exactly, with the sign of its unit: "−6,2 t CO₂e"."""
    words = difference_words(Interval.exact(value), of, lang)
    return with_words(words["mid"], words["sign"])


def first_words(step: LeverStep, pack: Pack, lang: str | None = None) -> str:
    """What a lever alone would spare, as a sentence."""
    words = difference_words(step.difference, step.unit, lang)
    return say("scenario.first", lang, choice=lever_title(step.lever, pack, lang), **words)


def is_nothing(difference: Interval) -> bool:
    """Whether nothing changes at all."""
    return difference.low == difference.high == 0


def _sense(change: Change) -> str:
    """Less, more or the same; uncertain when the sign of the difference is not sure."""
    if is_nothing(change.difference):
        return "same"
    if not change.certain:
        return "uncertain"
    return "less" if change.difference.mid < 0 else "more"


def _lever_row(step: LeverStep, pack: Pack, lang: str | None) -> LeverRow:
    kind, values = step.lever.kind, _values(step.lever, pack, lang)
    return LeverRow(
        title=lever_title(step.lever, pack, lang),
        devices=touched_words(step, lang),
        difference=effect_words(step.difference, step.unit, lang),
        effort=say(f"lever.{kind}.effort", lang),
        assumed=say(f"lever.{kind}.assumed", lang, **values) if step.assumed else "",
    )


def _values(lever: Lever, pack: Pack, lang: str | None) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for field in fields(lever):
        value = getattr(lever, field.name)
        if field.name == "device":
            words[field.name] = lowered(named(pack.devices[value].plural, lang))
        elif isinstance(value, Stage):
            words[field.name] = say(f"stage.{value.value}", lang).lower()
        elif field.name == "country":
            words[field.name] = named(pack.places.get(value, {"fr": value}), lang)
        elif field.name in SHARES:
            words[field.name] = percent(value, lang)
        elif isinstance(value, float | int):
            words[field.name] = number(value, lang)
    return words


def difference_words(value: Interval, of: Unit, lang: str | None) -> dict[str, str]:
    """The size of a difference and its signed bounds, in words, with their unit."""
    symbol = of.symbol
    if symbol == KG_A_YEAR and max(abs(value.low), abs(value.high)) >= TONNE:
        value, symbol = value.scaled(1 / TONNE), TONNES_A_YEAR
    found, spoken = value.rounded(), lang or language()
    return {
        "size": format_rounded(abs(found.mid), spoken),
        "mid": signed(found.mid, lang),
        "low": signed(found.low, lang),
        "high": signed(found.high, lang),
        "unit": unit_words(symbol, spoken, abs(found.mid)),
        "high_unit": unit_words(symbol, spoken, abs(found.high)),
        "sign": sign_of(symbol.removesuffix("/year"), spoken),
    }


def part_words(change: Change, lang: str | None = None) -> str:
    """A difference and its base: "−49,5 t CO₂e par an sur 4 100 (−1,2 %)".

    Empty when nothing changes or when there is nothing to start from.
    """
    share = share_words(change, lang)
    if change.before is None or not share:
        return ""
    words = difference_words(change.difference, change.subject.unit, lang)
    before, symbol = in_tonnes(change.before, change.subject.unit.symbol)
    if symbol == KG_A_YEAR and words["sign"].startswith("t "):
        before, symbol = before.scaled(1 / TONNE), TONNES_A_YEAR
    whole = alike(before, lang)["mid"]
    alike_units = words["sign"].startswith("t ") == (symbol == TONNES_A_YEAR)
    start = whole if alike_units else with_words(whole, unit(symbol, lang))
    return say("scenario.part", lang, mid=words["mid"], unit=words["unit"], of=start, share=share)


def share_words(change: Change, lang: str | None = None) -> str:
    """The difference in % of its base, with two figures and its sign; empty without base."""
    if change.before is None or change.before.mid <= 0 or change.difference.mid == 0:
        return ""
    share = 100 * change.difference.mid / change.before.mid
    spoken = lang or language()
    return percent_sign(plus(number(share, spoken, digits=2)), spoken)


def signed(value: float, lang: str | None = None) -> str:
    """A difference already rounded, with its sign, a real minus.

    >>> signed(-12.5, "en")
    '−12.5'
    """
    return plus(format_rounded(value, lang or language()))


def _main(change: Change, scenario: Scenario) -> bool:
    """Whether a change is the total of its criterion, or its use where there is no total."""
    criterion, stage = change.subject.criterion, change.subject.stage
    whole = any(
        (each.subject.criterion, each.subject.stage) == (criterion, Stage.TOTAL)
        for each in scenario.changes
    )
    return stage is (Stage.TOTAL if whole else Stage.USE)


def _criterion(change: Change, pack: Pack, lang: str | None) -> str:
    name = named(pack.criteria[change.subject.criterion].name, lang)
    if change.subject.stage is Stage.USE:
        name = f"{name} ({say('report.criterion_use_only', lang)})"
    return say(
        "scenario.criterion",
        lang,
        name=name,
        **difference_words(change.difference, change.subject.unit, lang),
    )


def _years(way: Trajectory, lang: str | None) -> tuple[str, ...]:
    lines = []
    for point in way.points:
        value, symbol = in_tonnes(point.value, way.unit.symbol)
        words = {"year": point.year, "unit": unit(symbol, lang)}
        line = say("scenario.year", lang, **words, **alike(value, lang))
        if point.difference.mid:
            moved = difference_words(point.difference, way.unit, lang)
            since = say("scenario.since", lang, first=str(way.points[0].year), **moved)
            line = f"{line}{since}"
        lines.append(line)
    return tuple(lines)


def _objective(way: Trajectory, lang: str | None) -> str:
    objective = way.objective
    if objective is None or way.chance is None:
        return say("scenario.no_objective", lang)
    change = signed(round(objective.change * 100, 1), lang)
    return say(
        "scenario.objective",
        lang,
        change=change,
        year=objective.year,
        chance=percent(way.chance, lang),
    )
