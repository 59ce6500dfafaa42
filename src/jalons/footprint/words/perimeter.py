"""What a total covers and what it does not, in words: the same on a page and in a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.words.figures import count, measured, named, percent, say
from jalons.footprint.words.summary import unassessed_names
from jalons.kernel.errors import language
from jalons.wording import semicolon

LIFE = (Stage.MANUFACTURING, Stage.DISTRIBUTION, Stage.USE, Stage.END_OF_LIFE)


@dataclass(frozen=True, slots=True)
class PerimeterLine:
    """A line of a perimeter sheet: what it is about, and what is counted or left out there."""

    term: str
    text: str


def perimeter_sentence(assessment: Assessment, lang: str | None = None) -> str:
    """How many devices and rows a total counts, out of how many rows."""
    return say(
        "perimeter.sentence" if assessment.quantity else "perimeter.no_device",
        lang,
        quantity=count(assessment.quantity, lang),
        counted=count(assessment.rows_counted, lang),
        read=count(assessment.rows_read, lang),
    )


def counted_lines(
    assessment: Assessment, pack: Pack, lang: str | None = None, *, statuses: Iterable[str] = ()
) -> tuple[PerimeterLine, ...]:
    """What is in a total: devices, uses, rows, states, stages, criteria, period, electricity."""
    first = assessment.criteria[0]
    kinds = [each for each in assessment.devices if each.criterion == first]
    devices = [each for each in kinds if pack.devices[each.device].is_device]
    names = {
        name: [
            f"{_low(named(pack.devices[each.device].plural, lang))}"
            f" ({measured(each.quantity, pack.devices[each.device].unit, lang)})"
            for each in sorted(group, key=lambda one: -one.quantity)
        ]
        for name, group in (
            ("devices", devices),
            ("uses", [each for each in kinds if each not in devices]),
        )
    }
    known = {each.stage for each in assessment.impacts if each.criterion == first}
    stages = [_low(say(f"stage.{each.value}", lang)) for each in LIFE if each in known]
    mix = say(f"mix.{assessment.mix}", lang, missing=assessment.mix)
    home = named(pack.places.get(assessment.home, {"fr": assessment.home}), lang)
    return _lines(
        {
            **{name: ", ".join(group) for name, group in names.items()},
            "rows": say(
                "perimeter.rows_read",
                lang,
                counted=count(assessment.rows_counted, lang),
                read=count(assessment.rows_read, lang),
            ),
            "statuses": ", ".join(statuses),
            "stages": ", ".join(stages),
            "criteria": semicolon(lang or language()).join(_criteria(assessment, pack, lang)),
            "period": say("perimeter.year", lang, period=assessment.period)
            if assessment.period
            else "",
            "electricity": say("perimeter.mix", lang, mix=mix, home=home),
        },
        lang,
    )


def left_out_lines(
    assessment: Assessment, pack: Pack, lang: str | None = None, *, statuses: Iterable[str] = ()
) -> tuple[PerimeterLine, ...]:
    """What is not in a total: uses no list of devices tells, devices, rows, states, criteria."""
    spoken = lang or language()
    rows = [
        say(
            "perimeter.rows_out",
            lang,
            rows=count(each.rows, lang),
            reason=_low(say(f"reason.{each.reason.value}", lang)),
        )
        for each in assessment.exclusions
    ]
    missing = [_low(named(pack.criteria[each].name, lang)) for each in assessment.not_assessed]
    return _lines(
        {
            "uses": ", ".join(say(f"uncovered.{each}", lang) for each in assessment.not_covered),
            "devices": ", ".join(unassessed_names(assessment, pack, lang)),
            "rows": semicolon(spoken).join(rows),
            "statuses": ", ".join(statuses),
            "criteria": semicolon(spoken).join(missing),
        },
        lang,
    )


def short_uncovered(assessment: Assessment, lang: str | None = None) -> str:
    """The first uses a total leaves out, and how many others, for the line under a figure."""
    topics = [say(f"perimeter.short_{each}", lang) for each in assessment.not_covered]
    if not topics:
        return ""
    shown, others = topics[:3], len(topics) - 3
    if others > 0:
        shown.append(say("perimeter.short_others", lang, count=others))
    return ", ".join(shown)


def _lines(texts: dict[str, str], lang: str | None) -> tuple[PerimeterLine, ...]:
    return tuple(
        PerimeterLine(say(f"perimeter.{name}", lang), text) for name, text in texts.items() if text
    )


def _criteria(assessment: Assessment, pack: Pack, lang: str | None) -> list[str]:
    """The criteria of a total; beside one, the share of the devices it speaks for."""
    found = []
    for criterion in assessment.criteria:
        name = _low(named(pack.criteria[criterion].name, lang))
        part = assessment.assessed(criterion) or assessment.assessed(criterion, Stage.USE)
        whole = any(
            each.stage is Stage.TOTAL for each in assessment.impacts if each.criterion == criterion
        )
        if not whole:
            name = f"{name} ({say('report.criterion_use_only', lang)})"
        elif part < 1:
            share = percent(part, lang)
            name = f"{name} ({say('report.criterion_assessed', lang, share=share)})"
        found.append(name)
    return found


def _low(name: str) -> str:
    return name[:1].lower() + name[1:]
