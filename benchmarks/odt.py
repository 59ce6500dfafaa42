"""Our writer of OpenDocument beside odfdo, on the same 60-page document, each in its own process.

Run: .venv/bin/python benchmarks/odt.py (odfdo is no dependency: ``pip install odfdo`` first).
Prints for each the CPU seconds to load and to write, the peak memory in MB, and the size in kB. The
drawings are made once before, and leave the figures: both receive the same PNG bytes. The styles
are the same text for both: odfdo has no look of its own that could replace them.
"""

import datetime
import importlib
import io
import subprocess
import sys
import time

from documents import chapter, peak_mb

from jalons.foundation.documents.columns import fitted
from jalons.foundation.documents.html import data
from jalons.foundation.documents.opendocument import odt_styles
from jalons.foundation.documents.picture import png
from jalons.foundation.documents.tree import BulletList, Document, Paragraph, Picture, Section
from jalons.foundation.documents.tree import Table as TableBlock

PAGES = 60


def tree() -> Document:
    """The document of ``benchmarks/documents.py``."""
    day = datetime.date(2026, 11, 24)
    return Document("Document d’essai", "Jalons", day, tuple(map(chapter, range(PAGES - 2))))


def ours(document: Document) -> bytes:
    """Written by ``foundation/documents/opendocument/odt.py``."""
    from jalons.foundation.documents.opendocument.odt import render_odt

    return render_odt(document)


class Odfdo:
    """What a writer on odfdo needs for the blocks of this document: half of those there are."""

    def __init__(self, document: Document) -> None:
        from odfdo import Document as OdfDocument

        self.document, self.file = document, OdfDocument("text")
        self.file.body.clear()
        self.rank, self.sources = 0, {}
        self.breaks = False

    def styles(self) -> None:
        """Our styles in place of those of its template: elements read from our own text."""
        from odfdo import Element

        words = odt_styles.styles(self.document.lang, "FR", self.document.title)
        names = ' xmlns:loext="urn:none"'
        root = self.file.styles.root
        for child in list(root.children):
            root.delete(child)
        for part in ("office:styles", "office:automatic-styles", "office:master-styles"):
            start, end = words.index(f"<{part}>"), words.index(f"</{part}>")
            root.append(Element.from_tag(words[start : end + len(part) + 3].replace(
                f"<{part}>", f"<{part}{names}>")))  # fmt: skip

    def write(self) -> bytes:
        """The bytes of the file."""
        self.styles()
        self.blocks(self.document.blocks, 1)
        meta = self.file.meta
        meta.title, meta.language = self.document.title, self.document.lang
        meta.creation_date = meta.date = datetime.datetime(2026, 11, 24)  # noqa: DTZ001
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    def blocks(self, blocks, level) -> None:  # type: ignore[no-untyped-def]
        """Blocks one after the other."""
        from odfdo import Bookmark, Header, List, ListItem

        for block in blocks:
            match block:
                case Section():
                    self.rank += 1
                    title = Header(level, style=f"Heading_20_{level}")
                    title.append(Bookmark(f"section-{self.rank}"))
                    title.append(block.title)
                    self.file.body.append(title)
                    self.blocks(block.blocks, level + 1)
                case Paragraph():
                    self.file.body.append(self.paragraph("Text_20_body", block.text))
                case BulletList():
                    items = List(style="Bullets")
                    for each in block.items:
                        item = ListItem()
                        item.append(self.paragraph("List_20_Item", each))
                        items.append(item)
                    self.file.body.append(items)
                case Picture():
                    self.picture(block)
                case TableBlock():
                    self.table(block)

    def paragraph(self, style, text):  # type: ignore[no-untyped-def]
        """Words with what they carry."""
        from odfdo import Link, Paragraph, Span

        made = Paragraph("", style=style)
        for part in (text,) if isinstance(text, str) else text:
            if isinstance(part, str):
                made.append(part)
                continue
            number = self.sources.setdefault(part.source, len(self.sources) + 1)
            made.append(part.text)
            link = Link(f"#source-{number}", name=f"Source {number}")
            link.append(Span(str(number), style="Raised"))
            made.append(link)
        return made

    def picture(self, block) -> None:  # type: ignore[no-untyped-def]
        """A drawing with its alternative text."""
        from odfdo import Frame, Paragraph

        content, width, height = png(block.svg, style=data("picture.css"))
        uri = self.file.add_file(io.BytesIO(content))
        size = (f"{width / 96:.3f}in", f"{height / 96:.3f}in")
        frame = Frame.image_frame(uri, name=uri, size=size, anchor_type="as-char", style="Picture")
        frame.svg_title = frame.svg_description = block.alternative
        made = Paragraph("", style="Jalons_20_Drawing")
        made.append(frame)
        self.file.body.append(made)

    def table(self, block) -> None:  # type: ignore[no-untyped-def]
        """A table whose header row comes back on each page: built by hand, `Table` has no door."""
        from odfdo import Cell, Column, Element, Row, Table
        from odfdo.header_rows import HeaderRows

        made = Table(f"Table{self.rank}", style="Table")
        for at, size in enumerate(fitted(block).widths(17_000)):
            name = f"Table{self.rank}.{at}"
            style = Element.from_tag(
                f'<style:style style:name="{name}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{size / 1000:.3f}cm"/>'
                "</style:style>"
            )
            self.file.content.get_element("//office:automatic-styles").append(style)
            made.append(Column(style=name))
        head = HeaderRows()
        for row, style in ((block.header, "Table_20_Heading"),
                           *((each, "Table_20_Contents") for each in block.rows)):  # fmt: skip
            line = Row()
            for at, cell in enumerate(row):
                right = "_20_Right" if at in block.numeric else ""
                box = Cell(cell_type="string", style="Cell")
                box.append(self.paragraph(style + right, cell))
                line.append(box)
            if row is block.header:
                head.append(line)
                made.append(head)
            else:
                made.append(line)
        self.file.body.append(made)


def main(name: str) -> None:
    """One candidate."""
    document = tree()
    for block in document.blocks:
        for each in block.blocks:
            if isinstance(each, Picture):
                png(each.svg, style=data("picture.css"))
    idle = peak_mb()
    start = time.process_time()
    module = "odfdo" if name == "odfdo" else "jalons.foundation.documents.opendocument.odt"
    importlib.import_module(module)
    loaded = time.process_time()
    write = (lambda: Odfdo(document).write()) if name == "odfdo" else (lambda: ours(document))
    content = write()
    written = time.process_time()
    same = content == write()
    print(
        f"{name}: loading {loaded - start:.3f} s, writing {written - loaded:.2f} s, "
        f"memory +{peak_mb() - idle:.0f} MB, {len(content) / 1024:.0f} kB, same bytes twice: {same}"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        for each in ("ours", "odfdo"):
            subprocess.run([sys.executable, __file__, each], check=True)
