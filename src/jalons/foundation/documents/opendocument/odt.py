"""A document as OpenDocument text (ODT), written by hand: a handful of files in an archive.

Headings keep their levels, tables their header rows, pictures their alternative text, and the file
its title and language: LibreOffice makes an accessible PDF of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from jalons.foundation.documents.citation import UNKNOWN_PAGE, citation, packed, say
from jalons.foundation.documents.columns import fitted
from jalons.foundation.documents.html import clean, data, long_date
from jalons.foundation.documents.html import mark as page_mark
from jalons.foundation.documents.opendocument.odt_styles import automatic_styles, scaled, styles
from jalons.foundation.documents.picture import png
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
    headings,
)
from jalons.foundation.documents.writer import Writer
from jalons.wording import colon

_MEDIA = "application/vnd.oasis.opendocument.text"
_COUNTRIES = {"fr": "FR", "en": "GB"}
_WIDTH = 17_000  # hundredths of a millimetre between the margins of an A4 page
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {
    "office": "office",
    "style": "style",
    "text": "text",
    "table": "table",
    "draw": "drawing",
    "fo": "xsl-fo-compatible",
    "svg": "svg-compatible",
    "meta": "meta",
    "manifest": "manifest",
}
_NAMES = " ".join(
    [
        *(f'xmlns:{prefix}="{_OASIS}{name}:1.0"' for prefix, name in _PREFIXES.items()),
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)


def render_odt(document: Document) -> bytes:
    """The bytes of an ODT file, the same for the same document.

    Raises ``DocumentError`` (``format_unavailable``, ``picture_invalid``).
    """
    writer = _Writer(document.lang, anchors=anchors(document))
    body = (
        writer.cover(document)
        + writer.contents(document)
        + writer.blocks(document.blocks, 1)
        + writer.source_list()
    )
    version = 'office:version="1.3"'
    content = (
        f"{_HEAD}<office:document-content {_NAMES} {version}><office:automatic-styles>"
        f"{automatic_styles(writer.breaks)}{''.join(writer.columns)}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    country = _COUNTRIES[document.lang]
    head = " – ".join(each for each in (document.authority, document.title) if each.strip())
    parts = {
        "content.xml": content,
        "styles.xml": f"{_HEAD}<office:document-styles {_NAMES} {version}>"
        f"{styles(document.lang, country, clean(head))}</office:document-styles>",
        "meta.xml": f"{_HEAD}{_meta(document, f'{document.lang}-{country}', version)}",
    }
    pictures = {f"Pictures/{n}.png": png for n, png in enumerate(writer.pictures, start=1)}
    files = {
        "mimetype": _MEDIA.encode(),
        **{name: text.encode() for name, text in parts.items()},
        **pictures,
        "META-INF/manifest.xml": _manifest([*parts, *pictures]).encode(),
    }
    return packed(files, plain=frozenset({"mimetype"}))


def _meta(document: Document, lang: str, version: str) -> str:
    day = f"{document.date.isoformat()}T00:00:00"
    fields = {
        "dc:title": document.title,
        "dc:subject": document.subject,
        "meta:initial-creator": document.authority,
        "dc:creator": document.authority,
        "meta:creation-date": day,
        "dc:date": day,
        "dc:language": lang,
        "meta:generator": "Jalons",
    }
    inside = "".join(f"<{name}>{clean(value)}</{name}>" for name, value in fields.items())
    return (
        f"<office:document-meta {_NAMES} {version}><office:meta>{inside}</office:meta>"
        "</office:document-meta>"
    )


def _manifest(names: list[str]) -> str:
    media = {"xml": "text/xml", "png": "image/png"}
    entries = [("/", _MEDIA), *((name, media[name.rpartition(".")[2]]) for name in names)]
    inside = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in entries
    )
    return f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">{inside}</manifest:manifest>'


@dataclass(slots=True)
class _Writer(Writer):
    anchors: frozenset[str] = frozenset()
    pictures: list[bytes] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)  # styles of the columns of tables
    breaks: set[str] = field(default_factory=set)  # styles met at the start of a page
    tables: int = 0
    breaking: bool = False

    def cover(self, document: Document) -> str:
        lines = [("Subtitle", document.authority), ("Title", document.title)]
        lines += [("Subtitle", document.subject), ("Subtitle", long_date(document))]
        return "".join(self.p(style, clean(text)) for style, text in lines if text.strip())

    def contents(self, document: Document) -> str:
        """A table of contents that leads to the titles; page numbers come when it is updated.

        Written here, they would have to be fields, which LibreOffice turns into untagged links.
        """
        entries = headings(document) if document.contents else ()
        if not entries:
            return ""
        lines = "".join(
            f'<text:p text:style-name="Contents_20_{entry.depth}">'
            f'<text:a xlink:type="simple" xlink:href="#section-{entry.rank}" '
            f'office:name="{clean(entry.title)}">{clean(entry.title)}'
            "</text:a></text:p>"
            for entry in entries
        )
        title = clean(say("contents", self.lang))
        template = "".join(
            f'<text:table-of-content-entry-template text:outline-level="{level}" '
            f'text:style-name="Contents_20_{level}"><text:index-entry-link-start/>'
            '<text:index-entry-text/><text:index-entry-tab-stop style:type="right" '
            'style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/>'
            "</text:table-of-content-entry-template>"
            for level in (1, 2)
        )
        return (
            f'<text:table-of-content text:name="{title}" text:protected="false">'
            f'<text:table-of-content-source text:outline-level="2">'
            f'<text:index-title-template text:style-name="Contents_20_Heading">{title}'
            f"</text:index-title-template>{template}</text:table-of-content-source>"
            f'<text:index-body><text:index-title text:name="{title}">'
            f'<text:p text:style-name="Contents_20_Heading">{title}</text:p></text:index-title>'
            f"{lines}</text:index-body></text:table-of-content>"
        )

    def section(self, section: Section, level: int) -> str:
        self.rank += 1
        mark = f'<text:bookmark text:name="section-{self.rank}"/>'
        if section.anchor:
            mark += f'<text:bookmark text:name="{page_mark(section.anchor)}"/>'
        return self.heading(level, mark + clean(section.title)) + self.blocks(
            section.blocks, level + 1
        )

    def block(self, block: Block) -> str:
        return _BLOCKS[type(block)](self, block)

    def heading(self, level: int, content: str) -> str:
        """A heading of a level, six at most."""
        level = min(level, 6)
        style = self.broken(f"Heading_20_{level}")
        return f'<text:h text:style-name="{style}" text:outline-level="{level}">{content}</text:h>'

    def broken(self, style: str) -> str:
        """The style, or the same on a new page after a page break."""
        if not self.breaking:
            return style
        self.breaking = False
        self.breaks.add(style)
        return f"New_{style}"

    def p(self, style: str, content: str) -> str:
        return f'<text:p text:style-name="{self.broken(style)}">{content}</text:p>'

    def items(self, style: str, items: tuple[Text, ...]) -> str:
        inside = "".join(
            f"<text:list-item>{self.p('List_20_Item', self.text(item))}</text:list-item>"
            for item in items
        )
        return f'<text:list text:style-name="{style}">{inside}</text:list>' if items else ""

    def pairs(self, style: str, pairs: tuple[tuple[str, Text], ...]) -> str:
        return "".join(
            self.p(style, self.strong(f"{name}{colon(self.lang)}") + self.text(value))
            for name, value in pairs
        )

    def plain(self, words: str) -> str:
        return clean(words)

    def strong(self, words: str) -> str:
        return f'<text:span text:style-name="Strong_20_Emphasis">{clean(words)}</text:span>'

    def page_break(self, _block: PageBreak) -> str:
        """Nothing by itself: the next paragraph starts a page."""
        self.breaking = True
        return ""

    def picture(self, block: Picture) -> str:
        content, width, height = png(block.svg, style=data("picture.css"))
        self.pictures.append(content)
        number, title = len(self.pictures), clean(block.alternative)
        frame = (
            f'<draw:frame draw:name="Image {number}" text:anchor-type="as-char" '
            f'draw:style-name="Picture" svg:width="{width / 96:.3f}in" '
            f'svg:height="{height / 96:.3f}in"><draw:image xlink:href="Pictures/{number}.png" '
            'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            f"<svg:title>{title}</svg:title><svg:desc>{title}</svg:desc></draw:frame>"
        )
        caption = self.p("Caption", clean(block.caption)) if block.caption.strip() else ""
        return self.p("Jalons_20_Drawing" if caption else "Text_20_body", frame) + caption

    def table(self, block: Table) -> str:
        """A caption, then a table whose header row comes back on each page."""
        caption = self.p("Caption", clean(block.caption))
        self.tables += 1
        fit = fitted(block)
        columns = ""
        for at, size in enumerate(fit.widths(_WIDTH), start=1):
            name = f"Table{self.tables}.{at}"
            self.columns.append(
                f'<style:style style:name="{name}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{size / 1000:.3f}cm"/>'
                "</style:style>"
            )
            columns += f'<table:table-column table:style-name="{name}"/>'
        head = "".join(
            self.cell(clean(cell), "Table_20_Heading", fit.scale, right=at in block.numeric)
            for at, cell in enumerate(block.header)
        )
        rows = "".join(
            '<table:table-row table:style-name="Row">'
            + "".join(
                self.cell(
                    self.text(cell), "Table_20_Contents", fit.scale, right=at in block.numeric
                )
                for at, cell in enumerate(row)
            )
            + "</table:table-row>"
            for row in block.rows
        )
        return (
            f'{caption}<table:table table:name="Table{self.tables}" table:style-name="Table">'
            f"{columns}<table:table-header-rows><table:table-row>{head}</table:table-row>"
            f"</table:table-header-rows>{rows}</table:table>"
        )

    def cell(self, content: str, style: str, scale: float, *, right: bool) -> str:
        """One cell, numbers to the right; its words smaller where the table asks for it."""
        style = f"{style}_20_Right" if right else style
        if scale < 1:
            content = f'<text:span text:style-name="{scaled(scale)}">{content}</text:span>'
        return (
            '<table:table-cell table:style-name="Cell" office:value-type="string">'
            f"{self.p(style, content)}</table:table-cell>"
        )

    def link(self, words: str, address: str) -> str:
        return self.hyperlink(address, clean(words), clean(words))

    def figure(self, words: str, source: int) -> str:
        mark = f'<text:span text:style-name="Raised">{source}</text:span>'
        title = clean(say("source_number", self.lang, number=source))
        return clean(words) + self.hyperlink(f"#source-{source}", mark, title)

    def reference(self, words: str, anchor: str) -> str:
        """Words that lead to a section, then its page: a field the reader computes."""
        words = clean(words)
        if anchor not in self.anchors:
            return words
        name = page_mark(anchor)
        return (
            f"{self.hyperlink(f'#{name}', words, words)}{clean(say('page_of', self.lang))}"
            f'<text:bookmark-ref text:reference-format="page" text:ref-name="{name}">'
            f"{UNKNOWN_PAGE}</text:bookmark-ref>"
        )

    def hyperlink(self, address: str, content: str, title: str) -> str:
        """Content that leads somewhere, and the words that say where."""
        return (
            f'<text:a xlink:type="simple" xlink:href="{escape(address)}" office:name="{title}">'
            f"{content}</text:a>"
        )

    def source_list(self) -> str:
        if not self.sources:
            return ""
        items = "".join(
            f'<text:list-item><text:p text:style-name="List_20_Item">'
            f'<text:bookmark text:name="source-{rank}"/>'
            f"{self.text(citation(source, self.lang))}</text:p></text:list-item>"
            for source, rank in self.sources.items()
        )
        title = self.heading(1, clean(say("sources", self.lang)))
        return f'{title}<text:list text:style-name="Numbers">{items}</text:list>'


_BLOCKS: dict[type, Callable[[_Writer, Any], str]] = {
    Paragraph: lambda writer, block: writer.p("Text_20_body", writer.text(block.text)),
    BulletList: lambda writer, block: writer.items("Bullets", block.items),
    NumberedList: lambda writer, block: writer.items("Numbers", block.items),
    FactList: lambda writer, block: writer.pairs("Text_20_body", block.facts),
    Note: lambda writer, block: writer.p("Jalons_20_Note", writer.text(block.text)),
    WordBox: lambda writer, block: writer.pairs("Jalons_20_Note", block.words),
    Table: _Writer.table,
    Picture: _Writer.picture,
    PageBreak: _Writer.page_break,
}
