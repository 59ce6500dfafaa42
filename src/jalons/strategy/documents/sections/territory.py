"""The whole territory in the programme: its estimated footprint, its uses, said to be estimates."""

from __future__ import annotations

from datetime import date

from jalons.foundation.documents.tree import Block, Figure, Paragraph, Table, Text
from jalons.strategy.documents.material import Material
from jalons.strategy.documents.wording import say
from jalons.strategy.engine.territory.estimate import Estimate, EstimatedPart
from jalons.strategy.engine.territory.known import (
    REPLACING,
    UNITS,
    Known,
    KnownName,
    fibre_share,
)
from jalons.wording import (
    format_central,
    format_day,
    format_interval,
    format_number,
    format_percent,
    format_span,
    join_words,
    with_unit,
)

INDICATORS = frozenset(
    {"territory.footprint", "territory.footprint_per_resident", "territory.box_electricity",
     "territory.fibre_share"}
)  # fmt: skip
_TONNES, _KILOGRAMS = "t CO2 eq", "kg CO2 eq"


def missing(material: Material, lang: str) -> tuple[str, ...]:
    """What is left to do for the footprint of the territory."""
    facts = material.territory
    if facts is None or facts.estimate is None:
        return (say("impact_territory", lang),)
    return () if facts.confirmed else (say("estimate_todo", lang),)


def footprint(material: Material, lang: str) -> list[Block]:
    """The estimated footprint of the territory: a paragraph, its parts, how it is allocated."""
    facts = material.territory
    found = facts.estimate if facts else None
    if facts is None or found is None:
        return []
    blocks: list[Block] = [Paragraph(_lead(found, material, lang))]
    if found.parts:
        blocks.append(_parts(found, material, lang))
    how = "" if found.whole else _how(found, lang)
    doubt = "" if facts.confirmed else say("estimate_unconfirmed", lang)
    afar = say("estimate_overseas", lang) if facts.overseas and how else ""
    if said := " ".join(part for part in (how, afar, doubt) if part):
        blocks.append(Paragraph(said))
    return blocks


def _lead(estimate: Estimate, material: Material, lang: str) -> Text:
    value = format_central(estimate.total, _TONNES, lang)
    if estimate.whole:
        source = estimate.whole.cited(material.subject.name)
        return (say("estimate_study", lang), " ", Figure(value, source), ".")
    each = estimate.per_resident
    span = format_interval(estimate.total, _TONNES, lang)
    more = format_central(each, _KILOGRAMS, lang) if each else say("unknown", lang)
    return (
        say("estimate_lead", lang),
        " ",
        Figure(value, estimate.national.source),
        say("estimate_lead_range", lang, range=span, each=more),
    )


def _how(estimate: Estimate, lang: str) -> str:
    national = estimate.national
    count = format_number(estimate.residents, lang, 0)
    perimeter = national.perimeter.to(lang)
    said = say("estimate_how", lang, year=national.year, perimeter=perimeter, count=count)
    if estimate.missing:
        names = join_words((say(f"key.{key.value}", lang) for key in estimate.missing), lang)
        said = f"{said} {say('estimate_keys_missing', lang, keys=names)}"
    return said


def _parts(estimate: Estimate, material: Material, lang: str) -> Table:
    names = ("part", "value", "range", "key", "comes_from")
    return Table(
        say("estimate_table", lang),
        tuple(say(f"column.{name}", lang) for name in names),
        tuple(_part(part, material, lang) for part in estimate.parts),
        frozenset({1, 2}),
    )


def _part(part: EstimatedPart, material: Material, lang: str) -> tuple[Text, ...]:
    local = part.local
    source = local.cited(material.subject.name) if local else part.figure.source
    known = [key for key in part.figure.keys if key not in part.missing]
    year = _vintage(local.as_of, lang) if local else str(part.figure.year)
    return (
        part.figure.name.to(lang),
        (Figure(format_central(part.value, _TONNES, lang), source),),
        format_span(part.value, _TONNES, lang),
        "—" if local else join_words((say(f"key.{key.value}", lang) for key in known), lang),
        say("from_local" if local else "from_average", lang, year=year),
    )


def uses(material: Material, lang: str) -> list[Block]:
    """The use that is estimated, then what is known of the territory with source and date."""
    facts = material.territory
    if facts is None:
        return []
    blocks: list[Block] = []
    if facts.estimate and facts.estimate.boxes:
        blocks.append(Paragraph(_boxes(facts.estimate.boxes, material, lang)))
    known = [each for each in facts.known.values() if each.name not in REPLACING]
    share = fibre_share(facts.known)
    if share is not None:
        fibre = facts.known[KnownName.FIBRE]
        figure = Figure(format_percent(share, lang), fibre.cited(material.subject.name))
        on = _vintage(fibre.as_of, lang)
        blocks.append(Paragraph((say("estimate_fibre", lang, day=on), " ", figure, ".")))
    if known:
        names = ("figure", "value", "date")
        head = tuple(say(f"column.{name}", lang) for name in names)
        rows = tuple(_fact(each, material, lang) for each in known)
        blocks.append(Table(say("estimate_uses_table", lang), head, rows, frozenset({1})))
    return blocks


def _boxes(part: EstimatedPart, material: Material, lang: str) -> Text:
    """What boxes and decoders use, the average or a local figure."""
    local, unit = part.local, part.figure.unit
    source = local.cited(material.subject.name) if local else part.figure.source
    year = _vintage(local.as_of, lang) if local else str(part.figure.year)
    return (
        say("estimate_boxes", lang),
        " ",
        Figure(format_central(part.value, unit, lang), source),
        say(
            "estimate_boxes_range",
            lang,
            range=format_interval(part.value, unit, lang),
            origin=say("from_local" if local else "estimate_average", lang, year=year),
        ),
    )


def _fact(each: Known, material: Material, lang: str) -> tuple[Text, ...]:
    unit = UNITS.get(each.name, "").replace("EUR", "€")
    shown = with_unit(format_number(each.value.mid, lang, 0), unit, lang)
    doubt = " ".join(
        said
        for said, applies in (
            (say("estimate_partial", lang, count=each.missing), each.missing),
            (say("estimate_inferred", lang), each.inferred),
        )
        if applies
    )
    name = say(f"known.{each.name.value}", lang)
    return (
        f"{name} {doubt}".strip(),
        (Figure(shown, each.cited(material.subject.name)),),
        _vintage(each.as_of, lang),
    )


def _vintage(as_of: str, lang: str) -> str:
    return as_of if len(as_of) == 4 else format_day(date.fromisoformat(as_of), lang)
