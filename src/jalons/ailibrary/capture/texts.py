"""The text of a document as people send it: PDF, Word, OpenDocument, HTML or plain text.

The kind is decided by the content, never by the name. What is read is text only: no macro, no
script, no image. pypdf is loaded for a PDF alone, in a worker or a command.
"""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from jalons.ailibrary.capture import markup
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.retrieval.passages import TextBlock
from jalons.tabular.days import read_span
from jalons.tabular.files.text_files import decoded

MOST_PAGES, MOST_CHARACTERS, MOST_BYTES, SECONDS = 1_000, 3_000_000, 100 * 2**20, 120
_OLE, _SCANNED = b"\xd0\xcf\x11\xe0", 15  # characters of a page that is only a picture
_HTML = re.compile(rb"\s*(<\?xml[^>]*>\s*)?<(!doctype html|html|head|body)\b", re.IGNORECASE)
_HEADING = re.compile(
    r"(article|chapitre|titre|section|annexe)\s+(\d+|[IVX]+|premier)\b.{0,80}", re.I
)
_SUBJECT = re.compile(r"objet\s*:\s*(.{8,180})", re.IGNORECASE)
_SESSION = re.compile(
    r"(?:séance|réunion|conseil|délibération|arrêté|fait)\b[^.\n]{0,80}?\b"
    r"(\d{1,2}(?:er)?\s+[a-zéû]{3,9}\s+\d{4}|\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadText:
    """What was read: its blocks, a subject and a day found in the text, "" and None without.

    ``pages`` counts those of the file, 0 where it has none; ``blank`` those without text, pictures
    most often; ``left`` those that were not read because there are too many.
    """

    blocks: tuple[TextBlock, ...]
    kind: str
    subject: str = ""
    day: date | None = None
    pages: int = 0
    blank: int = 0
    left: int = 0


def read(path: Path, name: str, *, most_pages: int = MOST_PAGES) -> ReadText:
    """The text of a file. Raises ``AIError`` that says why it cannot be searched."""
    if (size := path.stat().st_size) > MOST_BYTES:
        raise AIError("document_heavy", name=name, most=MOST_BYTES // 2**20)
    if not size:
        raise AIError("document_empty", name=name)
    with path.open("rb") as file:
        start = file.read(2048)
    kind = _kind(path, name, start)
    if kind == "pdf":
        return _finished(name, _pdf(path, name, most_pages))
    if kind in {"docx", "odt"}:
        blocks = markup.office(path, kind, name)
    elif kind == "html":
        blocks = markup.page(_text(path, name))
    else:
        blocks = _plain(_text(path, name))
    return _finished(name, ReadText(_bounded(blocks), kind))


def _kind(path: Path, name: str, start: bytes) -> str:
    """The kind of a file by its first bytes, or by what its archive has."""
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(_OLE):
        raise AIError("document_old_office", name=name)
    if start.startswith(b"PK\x03\x04"):
        return _office_kind(path, name)
    if start.startswith(b"{\\rtf"):
        raise AIError("document_format", name=name)
    if _HTML.match(start.removeprefix(b"\xef\xbb\xbf")) or Path(name).suffix.lower() in {
        ".html",
        ".htm",
    }:
        return "html"
    odd = sum(each < 9 or 13 < each < 27 for each in start)
    if odd > len(start) // 50 and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise AIError("document_format", name=name)
    return "text"


def _office_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = set(archive.namelist())
            label = archive.read("mimetype")[:80] if "mimetype" in inside else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise AIError("document_unreadable", name=name) from error
    if "word/document.xml" in inside:
        return "docx"
    if b"opendocument.text" in label:
        return "odt"
    sheets = b"spreadsheet" in label or any(each.startswith("xl/") for each in inside)
    raise AIError("document_sheet" if sheets else "document_archive", name=name)


def _text(path: Path, name: str) -> str:
    try:
        return decoded(path.read_bytes()).text
    except UnicodeDecodeError as error:
        raise AIError("document_unreadable", name=name) from error


def _plain(text: str) -> Iterator[TextBlock]:
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        yield from _lines(paragraph, None)


def _lines(paragraph: str, page: int | None) -> Iterator[TextBlock]:
    """A paragraph, its lines joined, cut where a line is the heading of an article."""
    waiting: list[str] = []
    for line in (each.strip() for each in paragraph.split("\n")):
        if _HEADING.fullmatch(line):
            if waiting:
                yield TextBlock(_joined(waiting), page)
            waiting = []
            yield TextBlock(line, page, is_heading=True)
        elif line:
            waiting.append(line)
    if waiting:
        yield TextBlock(_joined(waiting), page)


def _joined(lines: Sequence[str]) -> str:
    """Lines in one, a word cut at the end of a line put together again."""
    return re.sub(r"(?<=[a-zà-ÿ])[-\u2010] (?=[a-zà-ÿ]{2})", "", " ".join(lines))


def _pdf(path: Path, name: str, most: int) -> ReadText:
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        is_open = not reader.is_encrypted or bool(reader.decrypt(""))
        count = len(reader.pages) if is_open else 0
        blocks, blank, done = _pages(reader, min(count, most))
    except Exception as error:  # pypdf raises anything on a damaged file
        raise AIError("document_unreadable", name=name) from error
    if not is_open:
        raise AIError("document_encrypted", name=name)
    if done and not blocks:
        raise AIError("document_scanned", name=name, pages=count)
    return ReadText(tuple(blocks), "pdf", pages=count, blank=blank, left=count - done)


def _pages(reader: Any, count: int) -> tuple[list[TextBlock], int, int]:
    """The blocks of the first pages, how many have no text, how many were read in time."""
    blocks: list[TextBlock] = []
    blank = characters = 0
    end = time.monotonic() + SECONDS
    for number in range(count):
        if characters > MOST_CHARACTERS or time.monotonic() > end:
            return blocks, blank, number
        text = reader.pages[number].extract_text()
        if len(text.strip()) < _SCANNED:
            blank += 1
            continue
        characters += len(text)
        for paragraph in re.split(r"\n\s*\n", text):
            blocks += _lines(paragraph, number + 1)
    return blocks, blank, count


def _bounded(blocks: Iterator[TextBlock]) -> tuple[TextBlock, ...]:
    found: list[TextBlock] = []
    characters = 0
    for each in blocks:
        found.append(each)
        characters += len(each.text)
        if characters > MOST_CHARACTERS:
            break
    return tuple(found)


def _finished(name: str, found: ReadText) -> ReadText:
    """What was read, with the subject and the day its first lines say."""
    blocks = found.blocks
    if not any(each.text.strip() for each in blocks):
        raise AIError("document_empty", name=name)
    start = "\n".join(each.text for each in blocks[:40])[:4_000]
    subject, session = _SUBJECT.search(start), _SESSION.search(start)
    span = read_span(session[1].replace("1er", "1")) if session else None
    day = span.start if span and span.start == span.end else None
    title = " ".join(subject[1].split()).rstrip(" .;") if subject else ""
    return replace(found, subject=title, day=day)
