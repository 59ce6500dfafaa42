"""The note for a climate plan (PCAET): the heat of data centres that nearby places could use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jalons.foundation.design.drawings.charts import IntervalBars, drawing, picture_caption
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    Figure,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Section,
    Strong,
    Table,
    Text,
    Tone,
    WordBox,
)
from jalons.kernel import Interval
from jalons.twin.engine.heat.assumptions import MONTHS, Assumptions
from jalons.twin.engine.heat.law import HeatDuty
from jalons.twin.engine.heat.matching import Match, Outcome, Pair
from jalons.twin.engine.heat.metering import Delivered, total
from jalons.twin.engine.heat.need import HeatNeed
from jalons.twin.engine.heat.room import LEVELS, ServerRoom
from jalons.wording import colon, month_name, order_finding, semicolon

from . import unknowns
from .computation_steps import pair_steps
from .wording import (
    assumption_value,
    degrees,
    energy,
    energy_range,
    energy_span,
    metres,
    named,
    number,
    say,
)

DRAWN = 10
MOST_PAIRS = 60


@dataclass(frozen=True, slots=True)
class NoteMaterial:
    """The content of the note: rooms, needs, their match, and what meters counted in ``year``.

    ``meters`` lists the name of each meter of server rooms with what it delivered, None when its
    readings do not cover the year.
    """

    authority: str
    day: date
    year: int
    rooms: tuple[ServerRoom, ...]
    needs: tuple[HeatNeed, ...]
    match: Match
    meters: tuple[tuple[str, Delivered | None], ...]
    assumptions: Assumptions
    duties: tuple[HeatDuty, ...]
    fictional: bool = False

    @property
    def delivered(self) -> Interval | None:
        """MWh really delivered in the year; None when no meter has a value."""
        return total(found for _, found in self.meters if found is not None)


def heat_note(material: NoteMaterial, lang: str) -> Document:
    """The note as a document tree; figures have sources, unknowns are listed."""
    return Document(
        title=say("note.title", lang),
        authority=material.authority,
        date=material.day,
        subject=sentence(material.match, lang),
        lang=lang,
        contents=True,
        blocks=(
            _essentials(material, lang),
            _law(material, lang),
            _rooms(material, lang),
            _needs(material, lang),
            _potential(material, lang),
            _measured(material, lang),
            Section(
                say("note.unknown", lang),
                (
                    Paragraph(say("note.unknown_lead", lang)),
                    BulletList(unknowns.sentences(material.rooms, material.needs, material.match,
                                             material.assumptions, lang)),
                ),
            ),
            PageBreak(),
            _method(material, lang),
        ),
    )  # fmt: skip


def sentence(match: Match, lang: str) -> str:
    """The result of the match in one sentence."""
    if not match.rooms:
        return say("note.sentence_none", lang)
    if not match.served:
        return say(
            "note.sentence_idle",
            lang,
            heat=energy(match.recoverable, lang),
            range=energy_range(match.recoverable, lang),
        )
    names = list(dict.fromkeys(pair.need.name for pair in match.served))
    return say(
        "note.sentence",
        lang,
        needs=", ".join(names[:3]) + ("…" if len(names) > 3 else ""),
        heat=energy(match.usable, lang),
        range=energy_range(match.usable, lang),
    )


def _essentials(material: NoteMaterial, lang: str) -> Section:
    match = material.match
    facts = [
        say("note.fact_rooms", lang, rooms=len(material.rooms), needs=len(material.needs)),
        say("note.fact_recoverable", lang, heat=energy_span(_known(match), lang)),
        say("note.fact_usable", lang, heat=energy_span(_known(match, match.usable), lang)),
        say(
            "note.fact_electricity", lang, heat=energy_span(_known(match, match.electricity), lang)
        ),
        say(
            "note.fact_delivered" if material.delivered else "note.fact_delivered_unknown",
            lang,
            year=str(material.year),
            heat=energy_span(material.delivered, lang),
        ),
    ]
    blocks: list[Block] = [
        Paragraph((Strong(sentence(match, lang)),)),
        BulletList(tuple(facts)),
        Note(say("bounds", lang)),
        WordBox(
            (
                ("PCAET", say("note.word_pcaet", lang)),
                ("PUE", say("note.word_pue", lang)),
                ("COP", say("note.word_cop", lang)),
            )
        ),
    ]
    if material.fictional:
        blocks.insert(0, Note(say("note.fictional", lang), Tone.WARNING))
    return Section(say("note.essentials", lang), tuple(blocks))


def _known(match: Match, value: Interval | None = None) -> Interval | None:
    """A sum over rooms, None when no room is known: unknown is not zero."""
    return (value or match.recoverable) if match.rooms else None


def _law(material: NoteMaterial, lang: str) -> Section:
    items: list[Text] = [
        (Figure(named(duty.reference, lang), duty.source), colon(lang), named(duty.text, lang))
        for duty in material.duties
    ]
    return Section(
        say("note.law", lang), (Paragraph(say("note.law_lead", lang)), BulletList(tuple(items)))
    )


def _rooms(material: NoteMaterial, lang: str) -> Section:
    heats = {heat.room.id: heat for heat in material.match.rooms}
    rows = []
    for room in material.rooms:
        heat = heats.get(room.id)
        days = say("note.days", lang, days=room.measured_days)
        rows.append(
            (
                room.name,
                say(f"cooling_{room.cooling.value}", lang),
                number(room.known_pue, lang) if room.known_pue else say("unknown", lang),
                "–" if heat is None else days if room.measured_days else say("note.declared", lang),
                energy_span(heat.yearly, lang) if heat else say("unknown", lang),
                degrees(heat.temperature, lang) if heat else say("unknown", lang),
            )
        )
    head = ("room", "cooling", "pue", "power", "heat", "temperature")
    return Section(
        say("note.rooms", lang),
        (
            *_table("note.rooms", head, rows, lang, words=2),
            *_levels(material.match, lang),
        ),
    )


def _levels(match: Match, lang: str) -> tuple[Block, ...]:
    rows = []
    for at in range(len(LEVELS) + 1):
        found = [heat.yearly for heat in match.rooms if heat.level == at]
        if found:
            whole = Interval(
                sum(e.low for e in found), sum(e.mid for e in found), sum(e.high for e in found)
            )
            rows.append((say(f"level_{at}", lang), str(len(found)), energy_span(whole, lang)))
    return _table("note.levels", ("level", "rooms", "heat"), rows, lang, words=1)


def _needs(material: NoteMaterial, lang: str) -> Section:
    rows = [
        (
            need.name,
            say(f"kind_{need.kind.value}", lang),
            say("unknown", lang) if need.yearly is None else f"{number(need.yearly, lang)} MWh",
            say("unknown", lang) if need.temperature is None else degrees(need.temperature, lang),
        )
        for need in material.needs
    ]
    head = ("need", "kind", "year", "wanted")
    return Section(say("note.needs", lang), _table("note.needs", head, rows, lang, words=2))


def _potential(material: NoteMaterial, lang: str) -> Section:
    match = material.match
    rows = [
        (
            f"{pair.room.name} → {pair.need.name}",
            energy_span(pair.usable, lang)
            if pair.served
            else say(f"short_{pair.outcome.value}", lang),
            metres(pair.metres, lang),
            "–" if pair.lift is None or pair.lift.cop is None else number(pair.lift.cop.mid, lang),
            energy(pair.electricity, lang) if pair.served else "–",
        )
        for pair in _listed(match)
    ]
    head = ("pair", "usable", "distance", "cop", "electricity")
    blocks: list[Block] = [Paragraph(say("note.potential_lead", lang))]
    blocks += _table("note.potential", head, rows, lang, words=2)
    if match.served:
        blocks += [_picture(match, lang), *_months(match, lang)]
    return Section(say("note.potential", lang), tuple(blocks))


def _listed(match: Match) -> tuple[Pair, ...]:
    """The pairs that get a row; those too far apart add nothing."""
    return tuple(p for p in match.pairs if p.outcome is not Outcome.FAR)[:MOST_PAIRS]


def _picture(match: Match, lang: str) -> Picture:
    rows = tuple(
        (f"{pair.room.name} → {pair.need.name}", pair.usable)
        for pair in match.served[:DRAWN]
        if pair.usable is not None
    )
    title = say("note.drawn", lang)
    text = semicolon(lang).join(
        f"{label}{colon(lang)}{energy_span(value, lang)}" for label, value in rows
    )
    chart = IntervalBars(order_finding(rows, "MWh", lang), rows, "MWh", variable=title)
    return Picture(drawing(chart, lang), f"{title}. {text}", picture_caption(chart, lang))


def _months(match: Match, lang: str) -> tuple[Block, ...]:
    rows = [
        (
            month_name(month + 1, lang),
            number(sum(heat.months[month].mid for heat in match.rooms), lang),
            number(sum(need.months[month].mid for need in match.needs), lang),
            number(sum(pair.months[month].mid for pair in match.served), lang),
        )
        for month in range(MONTHS)
    ]
    return _table("note.months", ("month", "available", "needed", "used"), rows, lang, words=1)


def _measured(material: NoteMaterial, lang: str) -> Section:
    rows = [
        (
            name,
            energy_span(found.energy, lang) if found else say("unknown", lang),
            str(found.readings) if found else "0",
            say("note.odd", lang, resets=found.resets, ignored=found.ignored) if found else "–",
        )
        for name, found in material.meters
    ]
    key = "note.measured_lead" if material.delivered else "note.measured_none"
    lead = Paragraph(say(key, lang, year=str(material.year)))
    table = _table("note.measured", ("meter", "delivered", "readings", "odd"), rows, lang, words=1)
    return Section(say("note.measured", lang), (lead, *table))


def _method(material: NoteMaterial, lang: str) -> Section:
    blocks: list[Block] = [
        Paragraph(say("note.method_lead", lang, version=material.assumptions.version)),
        BulletList(tuple(say(f"note.formula_{n}", lang) for n in range(1, 6))),
    ]
    if material.match.served:
        pair = material.match.served[0]
        steps = pair_steps(pair, material.match, material.assumptions, lang)
        lead = say("note.example", lang, pair=f"{pair.room.name} → {pair.need.name}")
        blocks += [
            Paragraph((Strong(lead),)),
            BulletList(tuple((Strong(step.title), " – ", step.formula) for step in steps)),
        ]
    rows: list[tuple[Text, ...]] = [
        (
            named(assumption.name, lang),
            (Figure(assumption_value(assumption, lang), assumption.source),),
            named(assumption.note, lang) or "–",
        )
        for assumption in material.assumptions.values.values()
    ]
    lead = say("note.assumed_lead", lang, unverified=material.assumptions.unverified)
    blocks += [
        Paragraph(lead),
        *_table("note.assumptions", ("assumption", "value", "remark"), rows, lang, words=3),
    ]
    return Section(say("note.method", lang), tuple(blocks))


def _table(
    caption: str,
    head: tuple[str, ...],
    rows: Sequence[tuple[Text, ...]],
    lang: str,
    *,
    words: int,
) -> tuple[Block, ...]:
    """A table whose first ``words`` columns are text; a sentence when it has no row."""
    if not rows:
        return (Paragraph(say("note.no_row", lang)),)
    columns = tuple(say(f"column_{name}", lang) for name in head)
    return (
        Table(
            say(f"{caption}_caption", lang),
            columns,
            tuple(rows),
            frozenset(range(words, len(head))),
        ),
    )
