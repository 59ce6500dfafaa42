"""What stands beside the total in a chapter: the footprint for one person, what others host."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jalons import wording
from jalons.footprint.chapter.charts import table
from jalons.footprint.engine.analysis.ratios import Ratio
from jalons.footprint.words.figures import alike, count, say, unit
from jalons.foundation.documents.tree import Paragraph, Section
from jalons.kernel import Interval

SYMBOL = "kg CO2 eq/year"
NAMED = 8  # the heaviest services


@dataclass(frozen=True, slots=True)
class HostedTotal:
    """What others host, in kg CO2 eq a year: each service by name, and all of them."""

    services: tuple[tuple[str, Interval], ...]
    total: Interval
    counted: bool  # in the total of the chapter


def ratios_section(ratios: Iterable[Ratio], lang: str) -> tuple[Section, ...]:
    """The footprint for one person, where people were counted on a known day."""
    counted = (each for each in ratios if each.value and each.headcount.counted_on)
    body = [_row(each, lang) for each in counted]
    if not body:
        return ()
    head = [say(f"chapter.{each}", lang) for each in ("where", "people", "counted_on")]
    head += [say(f"report.{each}", lang) for each in ("central", "interval")]
    caption = f"{say('chapter.one_person', lang)}, {unit(SYMBOL, lang)}"
    lead = Paragraph(say("chapter.ratios_lead", lang))
    return (Section(say("chapter.ratios", lang), (lead, table(caption, head, body, words=3))),)


def hosting_section(found: HostedTotal | None, lang: str) -> tuple[Section, ...]:
    """What others host, and whether the total counts it."""
    if found is None:
        return ()
    services = say("hosted.counted", lang, count=len(found.services))
    sentence = say(
        "chapter.hosting_in" if found.counted else "chapter.hosting_out",
        lang,
        services=services,
        unit=unit(SYMBOL, lang),
        **alike(found.total, lang),
    )
    body = [(name, *_bare(value, lang)) for name, value in found.services[:NAMED]]
    head = [say(each, lang) for each in ("chapter.service", "report.central", "report.interval")]
    caption = f"{say('chapter.heaviest_hosted', lang)}, {unit(SYMBOL, lang)}"
    lines = (Paragraph(sentence), table(caption, head, body, words=1))
    return (Section(say("chapter.hosting", lang), lines),)


def _row(ratio: Ratio, lang: str) -> tuple[str, ...]:
    head = ratio.headcount
    where = ", ".join(head.places) or say("ratio.whole", lang)
    people = say(f"ratio.{head.population}", lang, people=count(head.people, lang))
    day = wording.format_day(head.counted_on, lang)
    if ratio.is_old:
        day = f"{day} ({say('ratio.far', lang)})"
    return where, people, day, *_bare(ratio.value, lang)


def _bare(value: Interval | None, lang: str) -> tuple[str, str]:
    return wording.format_central(value, "", lang), wording.format_span(value, "", lang)
