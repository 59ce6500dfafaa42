"""A document as Word file (DOCX), alone or inside the authority's own template.

Headings keep their levels, tables their header rows, pictures their alternative text, and the file
its title and language: LibreOffice makes an accessible PDF of it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from html import escape
from io import BytesIO
from typing import Any

from jalons.foundation.documents.citation import citation, packed, say
from jalons.foundation.documents.columns import fitted
from jalons.foundation.documents.html import data, long_date
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
    carried,
    headings,
)
from jalons.foundation.documents.word import docx_template
from jalons.foundation.documents.word.docx_styles import CELL_SIZE, RULE, SOFT, Lists, StyleSheet
from jalons.foundation.documents.word.docx_text import Runs, field_mark
from jalons.wording import colon

_LANGS = {"fr": "fr-FR", "en": "en-GB"}
_WIDTH = 9638  # twentieths of a point between the margins of an A4 page
_EMU = 9525  # per CSS pixel
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


def render_docx(document: Document, *, template: bytes | None = None) -> bytes:
    """The bytes of a DOCX file; inside ``template``, a Word document of the authority, if any.

    In a template, ``{{titre}}``, ``{{collectivite}}``, ``{{sujet}}`` and ``{{date}}`` are replaced
    anywhere, ``{{contenu}}`` by the blocks (at the end when it has none), styles are taken by their
    names. Raises ``DocumentError`` (``format_unavailable``, ``picture_invalid``,
    ``template_unreadable``, ``template_field``, ``template_field_open``, ``template_place``,
    ``template_twice``).
    """
    file = docx_template.opened(template)
    sheet = StyleSheet(file.styles.element, ours=template is None)
    sheet.speak(_LANGS[document.lang])
    writer = _Writer(document.lang, sheet, Lists(docx_template.numbering(file)), file.part)
    writer.anchors = anchors(document)
    place = docx_template.filled(file, document) if template is not None else None
    cover = "" if place and place.titled else writer.cover(document)
    body = cover + writer.contents(document) + writer.blocks(document.blocks, 1)
    _insert(file, f"{body}{writer.source_list()}", place.marker if place else None)
    if template is None:
        _lay_out(file, document)
    _describe(file, document)
    out = BytesIO()
    file.save(out)
    with zipfile.ZipFile(out) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})


def _insert(file: Any, xml: str, marker: Any | None) -> None:
    """Put what was written in place of the marker, or at the end."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    written = list(parse_xml(f"<w:body {_NAMES}>{xml}</w:body>"))
    if marker is not None:
        for element in written:
            marker.addprevious(element)
        marker.getparent().remove(marker)
        return
    body = file.element.body
    last = body.find(qn("w:sectPr"))
    for element in written:
        body.append(element) if last is None else last.addprevious(element)


def _lay_out(file: Any, document: Document) -> None:
    """An A4 page, with the document in its head and the page number in its foot."""
    from docx.oxml import parse_xml
    from docx.shared import Mm

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    names = " – ".join(each for each in (document.authority, document.title) if each.strip())
    small = f'<w:rPr><w:color w:val="{SOFT}"/><w:sz w:val="17"/></w:rPr>'
    fields = " / ".join(
        f'</w:t></w:r><w:fldSimple w:instr=" {name} "><w:r>{small}<w:t>1</w:t></w:r></w:fldSimple>'
        f'<w:r>{small}<w:t xml:space="preserve">'
        for name in ("PAGE", "NUMPAGES")
    )
    for part, words in ((section.header, escape(carried(names))), (section.footer, fields)):
        part.is_linked_to_previous = False
        old = part.paragraphs[0]._p  # noqa: SLF001 - python-docx gives no other way to the element
        new = (
            f'<w:p {_NAMES}><w:pPr><w:jc w:val="right"/></w:pPr><w:r>{small}'
            f'<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
        )
        old.getparent().replace(old, parse_xml(new))


def _describe(file: Any, document: Document) -> None:
    properties = file.core_properties
    day = datetime.combine(document.date, time(), UTC)
    properties.title = carried(document.title)[:255]
    properties.author = properties.last_modified_by = carried(document.authority)[:255]
    properties.subject = carried(document.subject)[:255]
    properties.language = _LANGS[document.lang]
    properties.created = properties.modified = day
    properties.comments = properties.keywords = ""
    properties.revision = 1


@dataclass(slots=True)
class _Writer(Runs):
    def cover(self, document: Document) -> str:
        lines = [("subtitle", document.authority), ("title", document.title)]
        lines += [("subtitle", document.subject), ("subtitle", long_date(document))]
        return "".join(self.p(role, self.run(text)) for role, text in lines if text.strip())

    def contents(self, document: Document) -> str:
        """Links to the titles, as a field that Word brings up to date with page numbers."""
        entries = headings(document) if document.contents else ()
        if not entries:
            return ""
        start = (
            f'{field_mark("begin", dirty=True)}<w:r><w:instrText xml:space="preserve">'
            f' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>{field_mark("separate")}'
        )
        lines = [self.p("contents", self.run(say("contents", self.lang)))]
        for number, each in enumerate(entries):
            link = (
                f'<w:hyperlink w:anchor="_Toc{each.rank:06}" w:history="1" '
                f'w:tooltip="{escape(carried(each.title))}">{self.run(each.title)}'
                "</w:hyperlink>"
            )
            before = start if number == 0 else ""
            after = field_mark("end") if number == len(entries) - 1 else ""
            lines.append(self.p(f"toc{each.depth}", f"{before}{link}{after}"))
        return "".join(lines)

    def section(self, section: Section, level: int) -> str:
        self.rank += 1
        marked = self.bookmark(f"_Toc{self.rank:06}", self.run(section.title))
        if section.anchor:  # apart: Word makes the marks of its contents anew
            marked = self.bookmark(f"_Ref_{section.anchor}", marked)
        return self.p(f"h{min(level, 6)}", marked) + self.blocks(section.blocks, level + 1)

    def block(self, block: Block) -> str:
        return _BLOCKS[type(block)](self, block)

    def paragraph(self, block: Paragraph) -> str:
        return self.p("body", self.text(block.text))

    def bullets(self, block: BulletList) -> str:
        return self.items(block.items, self.lists.bullets()) if block.items else ""

    def numbers(self, block: NumberedList) -> str:
        return self.items(block.items, self.lists.numbers()) if block.items else ""

    def items(self, items: tuple[Text, ...], number: int) -> str:
        return "".join(self.p("list", self.text(item), number=number) for item in items)

    def facts(self, block: FactList) -> str:
        return "".join(self.pair("body", name, value) for name, value in block.facts)

    def pair(self, role: str, name: str, value: Text) -> str:
        return self.p(role, self.strong(f"{name}{colon(self.lang)}") + self.text(value))

    def note(self, block: Note) -> str:
        return self.p("note", self.text(block.text))

    def word_box(self, block: WordBox) -> str:
        return "".join(self.pair("note", word, meaning) for word, meaning in block.words)

    def page_break(self, _block: PageBreak) -> str:
        """Nothing by itself: the next paragraph starts a page."""
        self.breaking = True
        return ""

    def picture(self, block: Picture) -> str:
        content, width, height = png(block.svg, style=data("picture.css"))
        name, _image = self.part.get_or_add_image(BytesIO(content))
        number, words = self.new_id(), escape(carried(block.alternative))
        size = f'cx="{width * _EMU}" cy="{height * _EMU}"'
        drawing = (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f"<wp:extent {size}/>"
            f'<wp:docPr id="{number}" name="Image {number}" descr="{words}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{number}.png" descr="{words}"/>'
            f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{name}"/>'
            '<a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )  # fmt: skip
        caption = self.p("caption", self.run(block.caption)) if block.caption.strip() else ""
        return self.p("body", drawing, keep=bool(caption)) + caption

    def table(self, block: Table) -> str:
        """A caption, then a table whose header row comes back on each page."""
        caption = self.p("caption", self.run(block.caption), keep=True)
        columns = fitted(block)
        sizes = columns.widths(_WIDTH)
        self.size = round(CELL_SIZE * columns.scale) if columns.scale < 1 else None
        head = [self.run(cell, "<w:b/>") for cell in block.header]
        rows = self.row(block, head, sizes, "<w:cantSplit/><w:tblHeader/>")
        for row in block.rows:
            cells = [self.text(cell) for cell in row]
            rows += self.row(block, cells, sizes, "<w:cantSplit/>")
        self.size = None
        style = self.sheet.table()
        rule = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
        look = f'<w:tblStyle w:val="{style}"/>' if style else ""
        lines = "" if style else (
            f"<w:tblBorders><w:top {rule}/><w:bottom {rule}/><w:insideH {rule}/></w:tblBorders>"
        )  # fmt: skip
        first = int(block.row_headers)
        title = escape(carried(block.caption))
        grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
        self.after_table = True
        return (
            f'{caption}<w:tbl><w:tblPr>{look}<w:tblW w:w="5000" w:type="pct"/>{lines}'
            f'<w:tblLook w:val="0{"4A" if first else "42"}0" w:firstRow="1" w:lastRow="0" '
            f'w:firstColumn="{first}" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{title}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        )

    def row(self, block: Table, cells: list[str], sizes: list[int], marks: str) -> str:
        inside = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/></w:tcPr>'
            f"{self.p('cell', cell, right=at in block.numeric)}</w:tc>"
            for at, (cell, size) in enumerate(zip(cells, sizes, strict=True))
        )
        return f"<w:tr><w:trPr>{marks}</w:trPr>{inside}</w:tr>"

    def source_list(self) -> str:
        if not self.sources:
            return ""
        number = self.lists.numbers()
        lines = [
            self.p(
                "list",
                self.bookmark(f"source_{rank}", self.text(citation(source, self.lang))),
                number=number,
            )
            for source, rank in self.sources.items()
        ]
        return self.p("h1", self.run(say("sources", self.lang))) + "".join(lines)


_BLOCKS: dict[type, Callable[[_Writer, Any], str]] = {
    Paragraph: _Writer.paragraph,
    BulletList: _Writer.bullets,
    NumberedList: _Writer.numbers,
    FactList: _Writer.facts,
    Table: _Writer.table,
    Note: _Writer.note,
    WordBox: _Writer.word_box,
    Picture: _Writer.picture,
    PageBreak: _Writer.page_break,
}
