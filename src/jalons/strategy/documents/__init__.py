"""The statutory documents as trees: what the room knows, what people wrote, what is missing.

They stand between the engine, which computes, and the web, which reads the values and keeps the
result. A part says what data give, then what people wrote, then what is missing and who gives it.
The checklist of the decree ends the document, each item with the title and page where it
stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    Figure,
    PageBreak,
    Paragraph,
    Reference,
    Section,
    Strong,
    Table,
    Text,
    is_blank,
)
from jalons.strategy.documents import council, plan, programme, review, sheets
from jalons.strategy.documents.built import Builder, Built
from jalons.strategy.documents.facts import year_facts
from jalons.strategy.documents.material import Material
from jalons.strategy.documents.prose import blocks_of, with_word_boxes
from jalons.strategy.documents.wording import counted, percent, say
from jalons.strategy.engine.statutory import (
    DocumentKind,
    Origin,
    PartSheet,
    Tick,
    coverage,
)

__all__ = ["Part", "WrittenDocument", "ticks_of", "title_of", "write", "year_facts"]

_BUILDERS: Mapping[DocumentKind, Mapping[str, Builder]] = {
    DocumentKind.PROGRAMME: programme.BUILDERS,
    DocumentKind.STRATEGY: plan.BUILDERS,
    DocumentKind.REVIEW: review.BUILDERS,
    DocumentKind.DELIBERATION: council.BUILDERS,
    DocumentKind.ACTIONS: sheets.BUILDERS,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its section, what data gave of it, what people wrote, what misses."""

    sheet: PartSheet
    title: str
    built: Built
    text: str
    section: Section


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document, its parts, and the checklist of the decree with what answers each item."""

    tree: Document
    parts: tuple[Part, ...]
    ticks: tuple[Tick, ...]


def title_of(kind: DocumentKind, year: int, lang: str) -> str:
    """The title of a document."""
    return say(f"title.{kind.value}", lang, year=year)


def write(kind: DocumentKind, material: Material, lang: str) -> WrittenDocument:
    """A document of ``kind`` made of what is known and of what people wrote."""
    builders = _BUILDERS[kind]
    parts = tuple(
        _part(rank, sheet, builders[sheet.id](material, lang), material, lang)
        for rank, sheet in enumerate(material.decree.parts_of(kind), start=1)
    )
    ticks = _ticks(kind, parts, material)
    sections: tuple[Block, ...] = tuple(each.section for each in parts)
    if ticks:
        sections = (*sections, PageBreak(), _annex(ticks, material, lang))
    boxed = with_word_boxes(sections, material.decree.words, lang)
    shown = iter([each for each in boxed if isinstance(each, Section)])
    tree = Document(
        title=title_of(kind, material.year, lang),
        authority=material.subject.name,
        date=material.day,
        subject=say(f"subject.{kind.value}", lang, name=material.subject.name),
        lang=lang,
        contents=True,
        blocks=boxed,
    )
    return WrittenDocument(tree, tuple(replace(each, section=next(shown)) for each in parts), ticks)


def ticks_of(kind: DocumentKind, material: Material, lang: str) -> tuple[Tick, ...]:
    """The checklist of a document, empty when the decree lists nothing for it."""
    return write(kind, material, lang).ticks if material.decree.items_of(kind) else ()


def _part(rank: int, sheet: PartSheet, built: Built, material: Material, lang: str) -> Part:
    """The section of a part: what data give, what people wrote, then what is missing."""
    title = f"{rank}. {sheet.title.to(lang)}"
    text = material.texts.get(sheet.id, "")
    written = blocks_of(text)
    blocks: list[Block] = [*built.blocks, *written]
    if not blocks:
        blocks.append(Paragraph(say("part_empty", lang)))
    if built.missing:
        blocks += [Paragraph((Strong(say("missing_lead", lang)),)), BulletList(built.missing)]
    return Part(sheet, title, built, text, Section(title, tuple(blocks), sheet.id))


def _ticks(kind: DocumentKind, parts: tuple[Part, ...], material: Material) -> tuple[Tick, ...]:
    by_id = {each.sheet.id: each for each in parts}
    found = []
    for item in material.decree.items_of(kind):
        part = by_id[item.part]
        if item.id in part.built.foreign:
            continue
        data = part.built.answers(item.id)
        # where data judge item by item, a text about all of them answers none in particular
        told = not is_blank(part.text) and (part.built.items is None or data)
        origin = Origin.of(data=data, text=told)
        missing = part.built.missing if origin is Origin.NOTHING else ()
        found.append(Tick(item, origin, part.title, missing))
    return tuple(found)


def _annex(ticks: tuple[Tick, ...], material: Material, lang: str) -> Section:
    """The checklist of the decree, item by item."""
    found = coverage(ticks)
    lead = counted("annex_lead", found.answered, lang, total=found.items)
    share = found.from_data
    told = say("annex_share", lang, share=percent(share, lang)) if share is not None else ""
    source = material.decree.source
    head = tuple(
        say(f"column.{name}", lang) for name in ("item", "number", "answer", "origin", "where")
    )
    rows = tuple(_tick_row(each, lang) for each in ticks)
    blocks: list[Block] = [
        Paragraph(
            (f"{lead} {told} ".replace("  ", " "), Figure(say("annex_source", lang), source), ".")
        ),
        Table(say("annex_table", lang), head, rows),
    ]
    if any(not each.item.verified for each in ticks):
        blocks.append(Paragraph(say("annex_doubt", lang)))
    return Section(say("annex", lang), tuple(blocks))


def _tick_row(tick: Tick, lang: str) -> tuple[Text, ...]:
    text = tick.item.text.to(lang)
    doubt = "" if tick.item.verified else f" {say('to_verify', lang)}"
    optional = f" {say('optional', lang)}" if tick.item.optional else ""
    return (
        f"{text[:1].upper()}{text[1:]}{optional}{doubt}",
        tick.item.number,
        say("answered" if tick.answered else "not_answered", lang),
        say(f"origin.{tick.origin.value}", lang),
        (Reference(tick.title, tick.item.part),),
    )
