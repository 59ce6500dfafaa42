"""What a total covers and what it does not, in words: the same on a page and in a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jalons.footprint.engine.assessment.results import Assessment, DeviceImpact
from jalons.footprint.engine.factors.pack import LIFE_STAGES, Pack
from jalons.footprint.words.figures import count, lowered, measured, named, say
from jalons.footprint.words.summary import criteria_rows, unassessed_names
from jalons.kernel.errors import language
from jalons.wording import semicolon


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
    devices, uses = (_kinds(kinds, pack, lang, device=each) for each in (True, False))
    known = {each.stage for each in assessment.impacts if each.criterion == first}
    stages = [lowered(say(f"stage.{each.value}", lang)) for each in LIFE_STAGES if each in known]
    criteria = [lowered(named(pack.criteria[first].name, lang))]
    criteria += [
        f"{lowered(each.name)} ({each.assessed})" if each.assessed else lowered(each.name)
        for each in criteria_rows(assessment, pack, lang)
    ]
    mix = say(f"mix.{assessment.mix}", lang, missing=assessment.mix)
    home = named(pack.places.get(assessment.home, {"fr": assessment.home}), lang)
    return _lines(
        {
            "devices": devices,
            "uses": uses,
            "rows": say(
                "perimeter.rows_read",
                lang,
                counted=count(assessment.rows_counted, lang),
                read=count(assessment.rows_read, lang),
            ),
            "statuses": ", ".join(statuses),
            "stages": ", ".join(stages),
            "criteria": semicolon(lang or language()).join(criteria),
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
    """What is not in a total: other uses, devices, rows, states, criteria."""
    spoken = lang or language()
    rows = [
        say(
            "perimeter.rows_out",
            lang,
            rows=count(each.rows, lang),
            reason=lowered(say(f"reason.{each.reason.value}", lang)),
        )
        for each in assessment.exclusions
    ]
    missing = [lowered(named(pack.criteria[each].name, lang)) for each in assessment.not_assessed]
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


def _kinds(found: Iterable[DeviceImpact], pack: Pack, lang: str | None, *, device: bool) -> str:
    """The kinds of device, or the other uses, with how many of each, most first."""
    ordered = sorted(found, key=lambda each: -each.quantity)
    return ", ".join(
        f"{lowered(named(kind.plural, lang))} ({measured(each.quantity, kind.unit, lang)})"
        for each in ordered
        if (kind := pack.devices[each.device]).is_device is device
    )
