"""What each page of the documents shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.documents import html
from jalons.foundation.documents.tree import Block, Document, Section, anchors, sections
from jalons.foundation.documents.tree import Table as Rows
from jalons.foundation.territories.duties import Finding, Verdict
from jalons.foundation.territories.queries import duties_of
from jalons.strategy.documents import WrittenDocument, refusal, ticks_of
from jalons.strategy.documents.material import Material
from jalons.strategy.documents.prose import texts_of
from jalons.strategy.engine.statutory.calendar import day_of
from jalons.strategy.engine.statutory.decree import Coverage, DocumentKind, Origin, Tick, coverage
from jalons.strategy.store import decree
from jalons.strategy.web.statutory import document_building, queries
from jalons.strategy.web.statutory.deadlines import PROOFS, deadlines_of, known_of
from jalons.strategy.web.statutory.models import KINDS, VOTED, StatutoryDocument
from jalons.wording import join_words

SHOWN = 90  # texts of one page of the preview: about three hundred elements
FORMAT_WORDS = {"pdf": "PDF", "docx": "Word", "odt": "OpenDocument", "html": "HTML"}
_STATUS = {
    StatutoryDocument.State.DRAFT: "idle",
    StatutoryDocument.State.REVIEW: "walk",
    StatutoryDocument.State.SIGNED: "ok",
}


@dataclass(frozen=True, slots=True)
class Due:
    """When the law asks for a document, in words; ``required``: surely, or maybe."""

    words: str = ""
    late: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    name: str
    document: StatutoryDocument | None
    state: str
    mark: str
    answered: str
    missing: tuple[str, ...]
    due: Due

    @property
    def signed(self) -> bool:
        return self.document is not None and self.document.is_signed


def headline(rows: Sequence[Row], year: int) -> str:
    """What is late, else how many documents of the year are signed off."""
    late = [row.name for row in rows if row.due.late]
    if late:
        return _("Late: %(names)s.") % {"names": join_words(late, lang())}
    if _is_free(rows):
        return _("The law asks you for none of these documents; they may serve you all the same.")
    signed = sum(row.signed for row in rows)
    words = ngettext(
        "%(signed)s document of %(count)s is signed off for %(year)s.",
        "%(signed)s documents of %(count)s are signed off for %(year)s.",
        signed,
    )
    return words % {"signed": signed, "count": len(rows), "year": str(year)}


def _is_free(rows: Sequence[Row]) -> bool:
    """Whether the law surely asks for none of the documents, and none is begun."""
    known = any(row.due.words for row in rows)  # nothing is said without a territory
    return known and not any(row.due.required or row.document for row in rows)


def next_row(rows: Sequence[Row]) -> Row | None:
    """The document to work on: what is late, then what others read, then drafts, then the rest.

    None when all are signed off, or when nothing calls for one.
    """
    waiting = [] if _is_free(rows) else [row for row in rows if not row.signed]
    ranks = {StatutoryDocument.State.REVIEW.value: 0, StatutoryDocument.State.DRAFT.value: 1}

    def rank(row: Row) -> tuple[bool, int, bool]:
        begun = ranks[row.document.state] if row.document else 2
        return not row.due.late, begun, not row.due.required

    return min(waiting, key=rank, default=None)


def rows(authority: Authority, year: int, today: date) -> tuple[Row, ...]:
    latest: dict[str, StatutoryDocument] = {}
    found = queries.documents(authority).filter(year=year).defer("frozen")
    for each in found.order_by("edition"):
        latest[each.kind] = each
    source = queries.material(authority, year, today=today)
    due = due_by_law(authority)
    return tuple(
        _row(kind, latest.get(kind.value), source, due.get(kind, Due())) for kind in DocumentKind
    )


def _row(kind: DocumentKind, document: StatutoryDocument | None, source: Material, due: Due) -> Row:
    if document and document.is_signed:
        ticks = document_building.signed_ticks(document)
    else:
        texts, about = (document.texts, document.about) if document else ({}, "")
        proposed = DocumentKind(about) if about else source.proposed
        ticks = ticks_of(kind, replace(source, texts=texts, proposed=proposed), lang())
    return Row(
        kind=kind.value,
        name=str(KINDS[kind]),
        document=document,
        state=state_words(document) if document else _("not started"),
        mark=mark(document) if document else "idle",
        answered=answered_words(coverage(ticks)),
        missing=tuple(tick.item.text.to(lang()) for tick in ticks if not tick.answered),
        due=due,
    )


def mark(document: StatutoryDocument) -> str:
    return _STATUS[StatutoryDocument.State(document.state)]


def state_words(document: StatutoryDocument) -> str:
    """The state of a document in words, and the day it was signed off."""
    label = str(StatutoryDocument.State(document.state).label)
    if document.signed_at:
        day = day_words(timezone.localtime(document.signed_at).date())
        return _("%(state)s on %(day)s") % {"state": label, "day": day}
    return label


def answered_words(found: Coverage) -> str:
    """How many items of the decree are answered, and from what."""
    if not found.items:
        return _("The decree lists nothing for this document.")
    answered = ngettext(
        "%(answered)s of %(count)s items of the decree is answered",
        "%(answered)s of %(count)s items of the decree are answered",
        found.answered,
    ) % {"answered": found.answered, "count": found.items}
    return _("%(told)s, %(data)s of them by data.") % {
        "told": answered,
        "data": found.data + found.both,
    }


def due_by_law(authority: Authority) -> dict[DocumentKind, Due]:
    """When each document is due by law; absent for the others."""
    if authority.territory is None:
        return {}
    found = {each.duty.id: each for each in duties_of(authority.territory, staff=authority.staff)}
    steps = deadlines_of(found.values(), timezone.localdate(), known_of(authority))
    late = {(each.duty, each.step) for each in steps if each.late}
    return {
        proof.kind: _due(found[duty], step, late=(duty, step) in late)
        for (duty, step), proof in PROOFS.items()
        if duty in found and step < len(found[duty].duty.dates)
    }


def _due(finding: Finding, step: int, *, late: bool) -> Due:
    if finding.verdict is Verdict.NOT:
        return Due(_("The law does not ask it of you."))
    due = finding.duty.dates[step]
    if due.yearly:
        words = _("Due: %(when)s.") % {"when": due.what[lang()]}
    else:
        pattern = _("Late since %(day)s.") if late else _("Due by %(day)s.")
        words = pattern % {"day": day_words(day_of(due.on))}
    if finding.verdict is Verdict.DEPENDS:
        words = f"{words} {_('Whether it applies to you is to be checked.')}"
    return Due(words, late, required=True)


# One document -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a draft: its title, whether data and people fill it, what is missing."""

    id: str
    title: str
    state: str
    mark: str
    missing: int


def part_rows(written_document: WrittenDocument) -> tuple[PartRow, ...]:
    made = []
    for part in written_document.parts:
        origin = Origin.of(data=part.built.data, text=bool(part.text.strip()))
        made.append(
            PartRow(
                part.planned.id,
                part.title,
                origin_words(origin, partly=bool(part.built.missing)),
                _part_mark(origin, partly=bool(part.built.missing)),
                len(part.built.missing),
            )
        )
    return tuple(made)


def _part_mark(origin: Origin, *, partly: bool) -> str:
    if origin is Origin.NOTHING:
        return "idle"
    return "walk" if partly and origin is Origin.DATA else "ok"


def origin_words(origin: Origin, *, partly: bool = False) -> str:
    """Where a part comes from, in words; ``partly`` when data leave something missing in it."""
    if partly and origin is Origin.DATA:
        return _("partly filled by data")
    return {
        Origin.DATA: _("filled by data"),
        Origin.TEXT: _("written"),
        Origin.BOTH: _("filled by data, and written"),
        Origin.LEFT: _("left out, with a reason"),
        Origin.NOTHING: _("nothing yet"),
    }[origin]


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A document a deliberation can be about, and whether it is about that one."""

    kind: str
    name: str
    chosen: bool


def subjects(document: StatutoryDocument) -> tuple[SubjectRow, ...]:
    """The documents a deliberation can be about; nothing for another document."""
    if document.kind != DocumentKind.DELIBERATION or document.is_signed:
        return ()
    chosen = document.about or queries.proposed(document.authority, document.year)
    return tuple(SubjectRow(each.value, str(KINDS[each]), each == chosen) for each in VOTED)


def lacks(document: StatutoryDocument, today: date) -> tuple[str, ...]:
    """The reasons why a deliberation cannot be put to the vote."""
    if document.kind != DocumentKind.DELIBERATION or document.is_signed:
        return ()
    source = queries.material(document.authority, document.year, today=today, draft=document)
    return refusal(source, lang())


def checklist(ticks: Iterable[Tick], title_urls: Mapping[str, str]) -> Table:
    """The items of the decree, ticked; ``title_urls`` are the addresses of titles."""
    return Table(
        caption=_("What the decree asks"),
        columns=(
            Column(_("Item")),
            Column(_("Reference")),
            Column(_("Answer")),
            Column(_("Part")),
        ),
        rows=tuple(
            (
                _item_words(tick),
                tick.item.number,
                Cell(
                    "",
                    mark=origin_words(tick.origin),
                    mark_kind="ok" if tick.answered else "idle",
                ),
                Cell(tick.title, url=title_urls.get(tick.title, "")),
            )
            for tick in ticks
        ),
    )


def _item_words(tick: Tick) -> str:
    text = tick.item.text.to(lang())
    line = text[:1].upper() + text[1:]
    if tick.reason:
        line += f" – {_('left out, because')} {tick.reason}"
    line += f" ({_('optional')})" if tick.item.optional else ""
    return line if tick.item.verified else f"{line} ({_('to be verified')})"


def part_html(found: WrittenDocument, part: str) -> str:
    """The generated content of a part and what is missing, as HTML, for its writing page."""
    for each in found.parts:
        if each.planned.id == part:
            shown = _fitting(each.built.blocks)
            return html.fragment(replace(found.tree, blocks=shown, contents=False), level=3)
    return ""


def _fitting(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """As many of the first blocks as one page shows."""
    pages = _paged(blocks)
    return pages[0] if pages else ()


def preview_pages(tree: Document) -> list[Document]:
    """A document cut in pages light enough for a screen; titles are repeated when one is cut."""
    return [replace(tree, blocks=blocks, contents=False) for blocks in _paged(tree.blocks)]


def preview_page(document: StatutoryDocument, shown: list[Document], rank: int) -> str:
    """A page of the document as HTML, from 1; its references lead to the page of what they name."""
    if not shown:
        return ""
    address = reverse("document_preview", args=[document.authority.slug, document.pk])
    elsewhere = {
        anchor: f"{address}?page={page}#{html.mark(anchor)}"
        for page, tree in enumerate(shown, start=1)
        for anchor in anchors(tree)
    }
    return html.fragment(shown[rank - 1], level=2, elsewhere=elsewhere)


def title_urls(document: StatutoryDocument, tree: Document) -> dict[str, str]:
    """The address of each title of a document, where one reads it."""
    address = reverse("document_preview", args=[document.authority.slug, document.pk])
    found: dict[str, str] = {}
    for page, shown in enumerate(preview_pages(tree), start=1):
        for section in sections(shown.blocks):
            fragment = f"#{html.mark(section.anchor)}" if section.anchor else ""
            found.setdefault(section.title, f"{address}?page={page}{fragment}")
    return found


def _paged(blocks: tuple[Block, ...]) -> list[tuple[Block, ...]]:
    pages: list[tuple[Block, ...]] = []
    page: list[Block] = []
    weight = 0
    for block in _pieces(blocks):
        size = sum(1 for _text in texts_of(block)) + 2
        if page and weight + size > SHOWN:
            pages.append(tuple(page))
            page, weight = [], 0
        page.append(block)
        weight += size
    return [*pages, tuple(page)] if page else pages


def _pieces(blocks: tuple[Block, ...]) -> list[Block]:
    """The blocks; a section or a table too long for one page is split under the same title."""
    found: list[Block] = []
    for block in blocks:
        if not isinstance(block, Section | Rows) or sum(1 for _text in texts_of(block)) <= SHOWN:
            found.append(block)
        elif isinstance(block, Section):
            first, *others = _paged(block.blocks)
            found.append(replace(block, blocks=first))
            found += [replace(block, blocks=part, anchor="") for part in others]
        else:
            step = max(1, SHOWN // len(block.header) - 2)
            parts = (block.rows[start : start + step] for start in range(0, len(block.rows), step))
            found += [replace(block, rows=part) for part in parts]
    return found


# Compared with another year -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartDifference:
    """A part of two documents: the sentences only one of them has."""

    title: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def differences(before: Document, after: Document) -> tuple[PartDifference, ...]:
    """The sentences added to and removed from each part since the earlier document."""
    old, new = (_sentences(tree) for tree in (before, after))
    found = []
    for title in dict.fromkeys((*new, *old)):
        mine, theirs = new.get(title, []), old.get(title, [])
        added = tuple(each for each in mine if each not in set(theirs))
        removed = tuple(each for each in theirs if each not in set(mine))
        if added or removed:
            found.append(PartDifference(title, added[:_MOST], removed[:_MOST]))
    return tuple(found)


_MOST = 12  # sentences shown of each side of a part


def _sentences(tree: Document) -> dict[str, list[str]]:
    return {
        block.title: [text for inner in block.blocks for text in texts_of(inner) if len(text) > 12]
        for block in tree.blocks
        if isinstance(block, Section)
    }


def years(authority: Authority, today: date) -> list[int]:
    """The years that have documents, this year and the one before, latest first."""
    existing = queries.documents(authority).order_by().values_list("year", flat=True).distinct()
    return sorted({*existing, today.year, today.year - 1}, reverse=True)


def part_after(document: StatutoryDocument, part: str) -> str:
    """The id of the part that follows, empty after the last."""
    ids = [each.id for each in decree().parts_of(DocumentKind(document.kind))]
    following = ids[ids.index(part) + 1 :]
    return following[0] if following else ""
