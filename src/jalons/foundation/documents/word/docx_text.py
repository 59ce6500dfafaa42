"""Paragraphs and runs of a Word document, in the order of properties the format wants."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from jalons.foundation.documents.citation import UNKNOWN_PAGE, say
from jalons.foundation.documents.tree import carried
from jalons.foundation.documents.word.docx_styles import Lists, StyleSheet
from jalons.foundation.documents.writer import Writer

_FIRST_ID = 10_000  # above what templates number themselves
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


@dataclass(slots=True)
class Runs(Writer):
    """Turns texts into WordprocessingML."""

    sheet: StyleSheet
    lists: Lists
    part: Any
    anchors: frozenset[str] = frozenset()
    ids: int = _FIRST_ID
    breaking: bool = False
    after_table: bool = False
    size: int | None = None  # half points of the words, where they are smaller than their style

    def new_id(self) -> int:
        """A number nothing else of the file has."""
        self.ids += 1
        return self.ids

    def bookmark(self, name: str, content: str) -> str:
        """Content one can lead to."""
        number = self.new_id()
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def p(
        self,
        role: str,
        content: str,
        *,
        keep: bool = False,
        number: int | None = None,
        right: bool = False,
    ) -> str:
        """A paragraph; its properties in the order the format wants."""
        parts = [f'<w:pStyle w:val="{self.sheet.paragraph(role)}"/>']
        parts += ["<w:keepNext/>"] if keep else []
        parts += ["<w:pageBreakBefore/>"] if self.breaking else []
        if number is not None:
            parts.append(f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        parts += ['<w:spacing w:before="200"/>'] if self.after_table and role == "body" else []
        parts += ['<w:jc w:val="right"/>'] if right else []
        self.breaking = self.after_table = False
        return f"<w:p><w:pPr>{''.join(parts)}</w:pPr>{content}</w:p>"

    def run(self, words: str, look: str = "") -> str:
        if self.size is not None:  # before what follows the size in the order of the format
            sized, raised = f'<w:sz w:val="{self.size}"/>', "<w:vertAlign"
            before, mark, after = look.partition(raised)
            look = f"{before}{sized}{mark}{after}"
        look = f"<w:rPr>{look}</w:rPr>" if look else ""
        return f'<w:r>{look}<w:t xml:space="preserve">{escape(carried(words))}</w:t></w:r>'

    def plain(self, words: str) -> str:
        return self.run(words)

    def strong(self, words: str) -> str:
        return self.run(words, "<w:b/>")

    def link(self, words: str, address: str) -> str:
        name = self.part.relate_to(address, _HYPERLINK, is_external=True)
        return (
            f'<w:hyperlink r:id="{name}" w:tooltip="{escape(carried(words))}" w:history="1">'
            f"{self._link_run(words)}</w:hyperlink>"
        )

    def figure(self, words: str, source: int) -> str:
        tooltip = escape(say("source_number", self.lang, number=source))
        mark = self.run(str(source), '<w:vertAlign w:val="superscript"/>')
        return (
            f'{self.run(words)}<w:hyperlink w:anchor="source_{source}" '
            f'w:tooltip="{tooltip}" w:history="1">{mark}</w:hyperlink>'
        )

    def reference(self, words: str, anchor: str) -> str:
        """Words that lead to a section, then its page: a field computed when the file is opened."""
        if anchor not in self.anchors:
            return self.run(words)
        name = f"_Ref_{anchor}"
        return (
            f'<w:hyperlink w:anchor="{name}" w:tooltip="{escape(carried(words))}" '
            f'w:history="1">{self._link_run(words)}</w:hyperlink>'
            f"{self.run(say('page_of', self.lang))}"
            f'{field_mark("begin", dirty=True)}<w:r><w:instrText xml:space="preserve">'
            f" PAGEREF {name} </w:instrText></w:r>{field_mark('separate')}"
            f"{self.run(UNKNOWN_PAGE)}{field_mark('end')}"
        )

    def _link_run(self, words: str) -> str:
        return self.run(words, f'<w:rStyle w:val="{self.sheet.link()}"/>')


def field_mark(kind: str, *, dirty: bool = False) -> str:
    """A mark of a field; a dirty one is computed when the file is opened."""
    mark = ' w:dirty="true"' if dirty else ""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{mark}/></w:r>'
