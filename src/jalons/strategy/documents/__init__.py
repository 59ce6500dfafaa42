"""The statutory documents as trees: what the room knows, what people wrote, what is missing.

They stand between the engine, which computes, and the web, which reads the values and stores the
result. A part shows data and what people wrote. The body is short; annexes contain the diagnosis,
the checklist of the decree (each item with its title and page), the acronyms, and what is missing
and from whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jalons.foundation.documents.naming import of, that, the
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    Figure,
    PageBreak,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
    is_blank,
)
from jalons.strategy.documents.built_blocks import Builder, BuiltBlocks
from jalons.strategy.documents.facts import year_facts
from jalons.strategy.documents.kinds import action_sheets, deliberation, programme, review, strategy
from jalons.strategy.documents.kinds.deliberation import refusal
from jalons.strategy.documents.material import Material
from jalons.strategy.documents.prose import blocks_of, glossary
from jalons.strategy.documents.sections import standing
from jalons.strategy.documents.wording import counted, say
from jalons.strategy.engine.statutory.decree import (
    DocumentKind,
    Origin,
    PlannedPart,
    Tick,
    coverage,
)

__all__ = ["Part", "WrittenDocument", "refusal", "ticks_of", "title_of", "write", "year_facts"]

_BUILDERS: Mapping[DocumentKind, Mapping[str, Builder]] = {
    DocumentKind.PROGRAMME: programme.BUILDERS,
    DocumentKind.STRATEGY: strategy.BUILDERS,
    DocumentKind.REVIEW: review.BUILDERS,
    DocumentKind.DELIBERATION: deliberation.BUILDERS,
    DocumentKind.ACTIONS: action_sheets.BUILDERS,
}
_WITH_CONTENTS = frozenset({DocumentKind.REVIEW, DocumentKind.ACTIONS})  # the others are short
_OPENING = "essentials"  # the part people open with their own words
_LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its section, its data, what people wrote, what is missing."""

    planned: PlannedPart
    title: str
    built: BuiltBlocks
    text: str
    section: Section
    shown: bool = True  # whether it says anything at all


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document, its parts, and the checklist of the decree with what answers each item."""

    tree: Document
    parts: tuple[Part, ...]
    ticks: tuple[Tick, ...]


def title_of(kind: DocumentKind, year: int, lang: str) -> str:
    return say(f"title.{kind.value}", lang, year=year)


def write(kind: DocumentKind, material: Material, lang: str) -> WrittenDocument:
    """A document of ``kind`` made of what is known and of what people wrote."""
    builders = _BUILDERS[kind]
    planned_parts = material.decree.parts_of(kind)
    parts = tuple(
        _part(
            _title(planned_parts, planned, kind, lang),
            planned,
            builders[planned.id](material, lang),
            material,
            lang,
        )
        for planned in planned_parts
    )
    ticks = _ticks(kind, parts, material)
    subject = material.subject
    tree = Document(
        title=title_of(kind, material.year, lang),
        authority=subject.name,
        date=material.day,
        subject=say(
            f"subject.{kind.value}",
            lang,
            name=the(subject.name, subject.kind, lang),
            that=that(subject.name, subject.kind),
            of_name=of(subject.name, subject.kind, lang),
        ),
        lang=lang,
        contents=kind in _WITH_CONTENTS,
        blocks=_laid_out(kind, parts, ticks, material, lang),
    )
    return WrittenDocument(tree, parts, ticks)


def _laid_out(
    kind: DocumentKind,
    parts: tuple[Part, ...],
    ticks: tuple[Tick, ...],
    material: Material,
    lang: str,
) -> tuple[Block, ...]:
    """The body, then on a new page the annexes: parts, checklist, acronyms, what is missing.

    An act has neither acronyms nor a list of what is missing: it is voted as it stands.
    """
    body: list[Block] = [part.section for part in parts if not part.planned.annex and part.shown]
    annexes: list[Block] = [part.section for part in parts if part.planned.annex]
    letters = iter(_LETTERS[len(annexes) :])
    if kind is DocumentKind.DELIBERATION:
        note = body.pop() if body and parts[-1].shown else None
        return (*body, PageBreak(), note) if note else tuple(body)
    if ticks:
        annexes.append(_annex(ticks, next(letters), material, lang))
    words = glossary((*body, *annexes), material.decree.words, lang)
    if words:
        annexes.append(Section(_lettered(next(letters), say("glossary", lang), lang), (words,)))
    missing = tuple(dict.fromkeys(line for part in parts for line in part.built.missing))
    if missing:
        title = _lettered(next(letters), say("missing_lead", lang), lang)
        annexes.append(Section(title, (BulletList(missing),)))
    return (*body, PageBreak(), *annexes) if annexes else tuple(body)


def _title(parts: tuple[PlannedPart, ...], part: PlannedPart, kind: DocumentKind, lang: str) -> str:
    """The title of a part: numbered in the body, under a letter in an annex, plain in an act."""
    title = part.title.to(lang)
    if kind is DocumentKind.DELIBERATION:
        return title
    rank = [each for each in parts if each.annex == part.annex].index(part)
    if part.annex:
        return _lettered(_LETTERS[rank], title, lang)
    return f"{rank + 1}. {title}"


def _lettered(letter: str, title: str, lang: str) -> str:
    return say("annex_title", lang, letter=letter, title=title)


def ticks_of(kind: DocumentKind, material: Material, lang: str) -> tuple[Tick, ...]:
    """The checklist of a document, empty when the decree lists nothing for it."""
    return write(kind, material, lang).ticks if material.decree.items_of(kind) else ()


def _part(
    title: str, planned: PlannedPart, built: BuiltBlocks, material: Material, lang: str
) -> Part:
    """The section of a part: data then text; text first in the opening part."""
    text = material.texts.get(planned.id, "")
    written = blocks_of(text)
    filled = (*written, *built.blocks) if planned.id == _OPENING else (*built.blocks, *written)
    blocks = filled or (Paragraph(say("part_empty", lang)),)
    section = Section(title, blocks, planned.id)
    return Part(planned, title, built, text, section, shown=bool(filled))


def _ticks(kind: DocumentKind, parts: tuple[Part, ...], material: Material) -> tuple[Tick, ...]:
    by_id = {each.planned.id: each for each in parts}
    found = []
    for item in material.decree.items_of(kind):
        part = by_id[item.part]
        if item.id in part.built.foreign:
            continue
        data = part.built.answers(item.id)
        # where data judge item by item, a text about all of them answers none in particular
        has_text = not is_blank(part.text) and (part.built.items is None or data)
        reason = material.left.get(item.id, "").strip() if item.optional else ""
        origin = Origin.of(data=data, text=has_text, left=bool(reason))
        missing = part.built.missing if origin is Origin.NOTHING else ()
        found.append(Tick(item, origin, part.title, missing, reason))
    return tuple(found)


def _annex(ticks: tuple[Tick, ...], letter: str, material: Material, lang: str) -> Section:
    """The duties of the law, then the checklist of the decree, item by item."""
    found = coverage(ticks)
    lead = counted("annex_lead", found.answered, lang, total=found.items)
    left = f" {counted('annex_left', found.left, lang)}" if found.left else ""
    source = material.decree.source
    head = tuple(
        say(f"column.{name}", lang) for name in ("item", "number", "answer", "origin", "where")
    )
    rows = tuple(_tick_row(tick, lang) for tick in ticks)
    blocks: list[Block] = [
        *standing.duties(material, lang),
        Paragraph((f"{lead}{left} ", Figure(say("annex_source", lang), source), ".")),
        Table(say("annex_table", lang), head, rows),
    ]
    if any(not tick.item.verified for tick in ticks):
        blocks.append(Paragraph(say("annex_doubt", lang)))
    return Section(_lettered(letter, say("annex", lang), lang), tuple(blocks))


def _tick_row(tick: Tick, lang: str) -> tuple[Text, ...]:
    text = tick.item.text.to(lang)
    doubt = "" if tick.item.verified else f" {say('to_verify', lang)}"
    optional = f" {say('optional', lang)}" if tick.item.optional else ""
    return (
        f"{text[:1].upper()}{text[1:]}{optional}{doubt}",
        tick.item.number,
        _answer(tick, lang),
        say(f"origin.{tick.origin.value}", lang),
        (Reference(tick.title, tick.item.part),),
    )


def _answer(tick: Tick, lang: str) -> str:
    if tick.origin is Origin.LEFT:
        return say("answered_left", lang, reason=tick.reason)
    return say("answered" if tick.answered else "not_answered", lang)
