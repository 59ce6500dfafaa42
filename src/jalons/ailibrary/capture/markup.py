"""The text of pages and of office files: paragraphs and headings, nothing else."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.retrieval.passages import TextBlock

MOST_XML, _PIECE = 80 * 2**20, 2**18
_PARTS = {"docx": "word/document.xml", "odt": "content.xml"}
_PARAGRAPHS = {"p", "h"}
_HIDDEN = {"script", "style", "template", "noscript", "svg", "nav", "iframe", "object"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = _HEADINGS | {
    "p", "li", "td", "th", "tr", "div", "section", "article", "br", "dt", "dd", "blockquote",
    "caption", "figcaption", "pre", "title",
}  # fmt: skip


def office(path: Path, kind: str, name: str) -> Iterator[TextBlock]:
    """The paragraphs of a Word or OpenDocument text, those of tables included."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(_PARTS[kind])
            if info.flag_bits & 1:
                raise AIError("document_encrypted", name=name)
            if kind == "odt" and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise AIError("document_encrypted", name=name)
            yield from _paragraphs(archive, info, name)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ParseError, RuntimeError,
            NotImplementedError) as error:  # fmt: skip
        raise AIError("document_unreadable", name=name) from error


def _paragraphs(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[TextBlock]:
    parser: XMLPullParser[Any] = XMLPullParser(("start", "end"))
    size = 0
    depth = removed = 0  # paragraphs within a paragraph (a text box, a note); deleted text
    with archive.open(info) as part:
        while piece := part.read(_PIECE):
            size += len(piece)
            if size > MOST_XML or b"<!ENTITY" in piece:
                raise AIError("document_heavy", name=name, most=MOST_XML // 2**20)
            parser.feed(piece)
            events: Iterator[Any] = parser.read_events()
            for event, element in events:
                step = 1 if event == "start" else -1
                if _local(element) == "tracked-changes":
                    removed += step
                if removed or _local(element) not in _PARAGRAPHS:
                    continue
                depth += step
                if event == "end" and depth == 0:
                    text = "".join(_pieces(element))
                    if text.strip():
                        yield TextBlock(text, None, _is_heading(element))
                    element.clear()


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _pieces(element: Element) -> Iterator[str]:
    """The texts of a paragraph; what was deleted with tracked changes is not there."""
    name = _local(element)
    if name in {"tab", "s", "br", "cr", "line-break"}:
        yield " "
    if name in {"delText", "instrText", "annotation"}:
        return
    is_word = element.tag.startswith("{http://schemas.openxmlformats.org/wordprocessingml")
    if element.text and (not is_word or name == "t"):
        yield element.text
    for child in element:
        yield from _pieces(child)
        if _local(child) in _PARAGRAPHS:
            yield " "
        if child.tail and not is_word:
            yield child.tail


def _is_heading(element: Element) -> bool:
    """Whether it is a heading: its own element in OpenDocument, a style in Word."""
    if _local(element) == "h":
        return True
    styles = (each for each in element.iter() if _local(each) == "pStyle")
    names = [value.lower() for each in styles for value in each.attrib.values()]
    return any(name.startswith(("heading", "titre", "title")) for name in names)


def page(text: str) -> Iterator[TextBlock]:
    """The texts of an HTML page that people see; scripts and menus are left out."""
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    reader.end_block()
    yield from reader.blocks


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[TextBlock] = []
        self._text: list[str] = []
        self._hidden: list[str] = []
        self._in_heading = False

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag in _BLOCKS:
            self.end_block()
            self._in_heading = tag in _HEADINGS

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.end_block()
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def end_block(self) -> None:
        """Store what was read since the last block."""
        text = " ".join("".join(self._text).split())
        if text:
            self.blocks.append(TextBlock(text, None, self._in_heading))
        self._text = []
