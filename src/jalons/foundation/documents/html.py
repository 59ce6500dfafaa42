"""A document as semantic HTML: a fragment for a page of the site, or a page that stands alone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html import escape
from importlib import resources
from typing import Any

from jalons.foundation.design.narrow import is_wide, labelled
from jalons.foundation.documents.citation import say
from jalons.foundation.documents.columns import fitted
from jalons.foundation.documents.picture import inline_svg
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    FactList,
    Note,
    NumberedList,
    PageBreak,
    Paragraph,
    Picture,
    Section,
    Table,
    Text,
    WordBox,
    anchors,
    carried,
    headings,
)
from jalons.foundation.documents.writer import Writer
from jalons.kernel import Source
from jalons.wording import format_day

_PACKAGE = "jalons.foundation.documents"
_DEEPEST = 6


def fragment(
    document: Document, *, level: int = 2, elsewhere: Mapping[str, str] | None = None
) -> str:
    """The blocks of a document and its sources, every text escaped, without its title.

    ``level`` is the level of its first headings; ``elsewhere`` gives the addresses of the anchors
    that stand on another page of the site. No style, no script: it fits a strict CSP.
    """
    writer = _Writer(document.lang)
    writer.places = dict(elsewhere or {})
    return writer.document(document, level)


def mark(anchor: str) -> str:
    """The identifier of the title of that anchor in a page."""
    return f"part-{anchor}"


def _title_mark(anchor: str, rank: int) -> str:
    return mark(anchor) if anchor else f"section-{rank}"


def page(document: Document, *, picture_style: str = "") -> str:
    """One self-contained HTML file, to store, send or print.

    Its style is inside: shown by the site, it needs ``style_source`` in the content policy.
    """
    writer = _Writer(document.lang, picture_style)
    body = writer.document(document, 2)
    head = "".join(
        f'<meta name="{name}" content="{clean(content)}">'
        for name, content in (
            ("author", document.authority),
            ("description", document.subject),
            ("dcterms.created", document.date.isoformat()),
        )
        if content.strip()
    )
    subject = f'<p class="subject">{clean(document.subject)}</p>' if document.subject else ""
    return (
        f'<!doctype html>\n<html lang="{document.lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{clean(document.title)}</title>{head}<style>{data('document.css')}</style></head>"
        f'<body><main><div class="cover"><p class="authority">{clean(document.authority)}</p>'
        f'<h1>{clean(document.title)}</h1>{subject}<p class="date">{long_date(document)}</p></div>'
        f"{body}</main></body></html>\n"
    )


@cache
def style_source() -> str:
    """The style of a page as a content policy allows it: its fingerprint."""
    digest = sha256(data("document.css").encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


@cache
def data(name: str) -> str:
    """A file of this package's data, read once."""
    return (resources.files(_PACKAGE) / "data" / name).read_text(encoding="utf-8")


def clean(text: str) -> str:
    """Text escaped for HTML, without the characters no format can carry."""
    return escape(carried(text))


def long_date(document: Document) -> str:
    """The date of the document in words: "24 novembre 2026"."""
    return format_day(document.date, document.lang)


@dataclass(slots=True)
class _Writer(Writer):
    between = "\n"

    picture_style: str = ""
    places: dict[str, str] = field(default_factory=dict)  # address of each anchor
    anchored: bool = False

    def document(self, document: Document, level: int) -> str:
        """The contents if wanted, every block, then the sources."""
        self.anchored = document.contents
        self.places |= {anchor: f"#{mark(anchor)}" for anchor in anchors(document)}
        return (
            self.contents(document, level)
            + self.blocks(document.blocks, level)
            + self.source_list(level)
        )

    def contents(self, document: Document, level: int) -> str:
        """Links to the titles; nothing unless the document asks for them."""
        entries = headings(document) if document.contents else ()
        if not entries:
            return ""
        items = "".join(
            f'<li class="depth-{entry.depth}"><a href="#{_title_mark(entry.anchor, entry.rank)}">'
            f"{clean(entry.title)}</a></li>"
            for entry in entries
        )
        name, title = f"h{min(level, _DEEPEST)}", self.say("contents")
        return (
            f'<nav class="contents" aria-label="{title}"><{name}>{title}</{name}>'
            f"<ul>{items}</ul></nav>\n"
        )

    def section(self, section: Section, level: int) -> str:
        self.rank += 1
        name = f"h{min(level, _DEEPEST)}"
        named = self.anchored or section.anchor
        anchor = f' id="{_title_mark(section.anchor, self.rank)}"' if named else ""
        inside = self.blocks(section.blocks, level + 1)
        return f"<section><{name}{anchor}>{clean(section.title)}</{name}>\n{inside}</section>"

    def block(self, block: Block) -> str:
        return _BLOCKS[type(block)](self, block)

    def paragraph(self, block: Paragraph) -> str:
        return f"<p>{self.text(block.text)}</p>"

    def items(self, name: str, items: tuple[Text, ...]) -> str:
        inside = "".join(f"<li>{self.text(item)}</li>" for item in items)
        return f"<{name}>{inside}</{name}>" if items else ""

    def facts(self, block: FactList) -> str:
        pairs = "".join(
            f"<dt>{clean(name)}</dt><dd>{self.text(value)}</dd>" for name, value in block.facts
        )
        return f'<dl class="facts">{pairs}</dl>' if block.facts else ""

    def note(self, block: Note) -> str:
        return f'<div class="note {block.tone}" role="note"><p>{self.text(block.text)}</p></div>'

    def word_box(self, block: WordBox) -> str:
        pairs = "".join(
            f"<dt>{clean(word)}</dt><dd>{self.text(meaning)}</dd>" for word, meaning in block.words
        )
        return f'<div class="note words" role="note"><dl>{pairs}</dl></div>' if pairs else ""

    def picture(self, block: Picture) -> str:
        caption = f"<figcaption>{clean(block.caption)}</figcaption>" if block.caption else ""
        return f"<figure>{inline_svg(block, style=self.picture_style)}{caption}</figure>"

    def table(self, block: Table) -> str:
        """A table in a region that scrolls by keyboard; on a phone, names and values."""
        marks = [' class="n"' if n in block.numeric else "" for n in range(len(block.header))]
        head = "".join(
            f'<th scope="col"{mark}>{clean(cell)}</th>'
            for cell, mark in zip(block.header, marks, strict=True)
        )
        rows = "".join(f"<tr>{self.row(block, row, marks)}</tr>\n" for row in block.rows)
        caption = clean(block.caption)
        fit = fitted(block)
        names = f"fit-{fit.scale:.0%}{' cut' if fit.cut else ''}".replace("%", "")
        size = f' class="{names}"' if fit.scale < 1 else ""
        table = labelled(
            f"<table{size}><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
        kind = "scroll pairs" if is_wide(table) else "scroll"
        return (
            f'<div class="{kind}" role="region" tabindex="0" aria-label="{caption}">{table}</div>'
        )

    def row(self, block: Table, row: tuple[Text, ...], marks: list[str]) -> str:
        cells = [f"<td{mark}>{self.text(cell)}</td>" for cell, mark in zip(row, marks, strict=True)]
        if block.row_headers:
            cells[0] = f'<th scope="row"{marks[0]}>{self.text(row[0])}</th>'
        return "".join(cells)

    def plain(self, words: str) -> str:
        return clean(words)

    def strong(self, words: str) -> str:
        return f"<strong>{clean(words)}</strong>"

    def link(self, words: str, address: str) -> str:
        return f'<a href="{escape(address)}">{clean(words)}</a>'

    def figure(self, words: str, source: int) -> str:
        label = self.say("source_number", number=source)
        return (
            f'<span class="value">{clean(words)}</span><sup>'
            f'<a href="#source-{source}" aria-label="{label}">{source}</a></sup>'
        )

    def reference(self, words: str, anchor: str) -> str:
        """Words that lead to a section; paged media write its page after them."""
        address = self.places.get(anchor)
        if not address:
            return clean(words)
        return f'<a class="page-of" href="{escape(address)}">{clean(words)}</a>'

    def source_list(self, level: int) -> str:
        if not self.sources:
            return ""
        items = "".join(
            f'<li id="source-{number}">{self.source(source)}</li>'
            for source, number in self.sources.items()
        )
        name = f"h{min(level, _DEEPEST)}"
        title = self.say("sources")
        return f'<section class="sources"><{name}>{title}</{name}><ol>{items}</ol></section>'

    def source(self, source: Source) -> str:
        link = source.link and f' <a href="{escape(source.link)}">{clean(source.link)}</a>'
        doubt = "" if source.verified else f" {self.say('unverified')}"
        return f"<cite>{clean(source.cite())}</cite>{link}{doubt}"

    def say(self, code: str, **params: Any) -> str:
        return clean(say(code, self.lang, **params))


_BLOCKS: dict[type, Callable[[_Writer, Any], str]] = {
    Paragraph: _Writer.paragraph,
    BulletList: lambda writer, block: writer.items("ul", block.items),
    NumberedList: lambda writer, block: writer.items("ol", block.items),
    FactList: _Writer.facts,
    Note: _Writer.note,
    WordBox: _Writer.word_box,
    Picture: _Writer.picture,
    Table: _Writer.table,
    PageBreak: lambda _writer, _block: '<div class="page-break"></div>',
}
