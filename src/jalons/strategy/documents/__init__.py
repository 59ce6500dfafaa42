"""The statutory documents as trees: what the room knows, what people wrote, what is missing.

They stand between the engine, which computes, and the web, which reads the values and keeps the
result. A part says what data give and what people wrote. The body is short; annexes bring the
diagnosis, the checklist of the decree (each item with the title and page where it stands), the
acronyms, and what is missing and who gives it.
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
from jalons.strategy.documents.built_part import Builder, Built
from jalons.strategy.documents.facts import year_facts
from jalons.strategy.documents.kinds import action_sheets, deliberation, programme, review, strategy
from jalons.strategy.documents.kinds.deliberation import refusal
from jalons.strategy.documents.material import Material
from jalons.strategy.documents.prose import blocks_of, glossary
from jalons.strategy.documents.sections import standing
from jalons.strategy.documents.wording import counted, say
from jalons.strategy.engine.statutory.decree import DocumentKind, Origin, PartSheet, Tick, coverage

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
    """A part of a document: its section, what data gave of it, what people wrote, what misses."""

    sheet: PartSheet
    title: str
    built: Built
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
    """The title of a document."""
    return say(f"title.{kind.value}", lang, year=year)


def write(kind: DocumentKind, material: Material, lang: str) -> WrittenDocument:
    """A document of ``kind`` made of what is known and of what people wrote."""
    builders = _BUILDERS[kind]
    sheets = material.decree.parts_of(kind)
    parts = tuple(
        _part(
            _title(sheets, sheet, kind, lang),
            sheet,
            builders[sheet.id](material, lang),
            material,
            lang,
        )
        for sheet in sheets
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
    body: list[Block] = [each.section for each in parts if not each.sheet.annex and each.shown]
    annexes: list[Block] = [each.section for each in parts if each.sheet.annex]
    letters = iter(_LETTERS[len(annexes) :])
    if kind is DocumentKind.DELIBERATION:
        note = body.pop() if body and parts[-1].shown else None
        return (*body, PageBreak(), note) if note else tuple(body)
    if ticks:
        annexes.append(_annex(ticks, next(letters), material, lang))
    words = glossary((*body, *annexes), material.decree.words, lang)
    if words:
        annexes.append(Section(_lettered(next(letters), say("glossary", lang), lang), (words,)))
    missing = tuple(dict.fromkeys(line for each in parts for line in each.built.missing))
    if missing:
        title = _lettered(next(letters), say("missing_lead", lang), lang)
        annexes.append(Section(title, (BulletList(missing),)))
    return (*body, PageBreak(), *annexes) if annexes else tuple(body)


def _title(sheets: tuple[PartSheet, ...], sheet: PartSheet, kind: DocumentKind, lang: str) -> str:
    """The title of a part: numbered in the body, under a letter in an annex, plain in an act."""
    title = sheet.title.to(lang)
    if kind is DocumentKind.DELIBERATION:
        return title
    rank = [each for each in sheets if each.annex == sheet.annex].index(sheet)
    if sheet.annex:
        return _lettered(_LETTERS[rank], title, lang)
    return f"{rank + 1}. {title}"


def _lettered(letter: str, title: str, lang: str) -> str:
    return say("annex_title", lang, letter=letter, title=title)


def ticks_of(kind: DocumentKind, material: Material, lang: str) -> tuple[Tick, ...]:
    """The checklist of a document, empty when the decree lists nothing for it."""
    return write(kind, material, lang).ticks if material.decree.items_of(kind) else ()


def _part(title: str, sheet: PartSheet, built: Built, material: Material, lang: str) -> Part:
    """The section of a part: what people wrote first where they open it, then what data give."""
    text = material.texts.get(sheet.id, "")
    written = blocks_of(text)
    told = (*written, *built.blocks) if sheet.id == _OPENING else (*built.blocks, *written)
    blocks = told or (Paragraph(say("part_empty", lang)),)
    return Part(sheet, title, built, text, Section(title, blocks, sheet.id), shown=bool(told))


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
        reason = material.left.get(item.id, "").strip() if item.optional else ""
        origin = Origin.of(data=data, text=told, left=bool(reason))
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
    rows = tuple(_tick_row(each, lang) for each in ticks)
    blocks: list[Block] = [
        *standing.duties(material, lang),
        Paragraph((f"{lead}{left} ", Figure(say("annex_source", lang), source), ".")),
        Table(say("annex_table", lang), head, rows),
    ]
    if any(not each.item.verified for each in ticks):
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
