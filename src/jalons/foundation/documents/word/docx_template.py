"""The Word template of an authority: opened with care, its fields filled, mistakes explained."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from jalons.foundation.documents.citation import say
from jalons.foundation.documents.html import long_date
from jalons.foundation.documents.tree import Document, DocumentError, carried

_LARGEST = 100 * 2**20  # once unpacked
_FIELD = re.compile(r"\{\{(.*?)\}\}")
_CONTENT = frozenset({"contenu", "content"})
_NUMBERING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_EMPTY_NUMBERING = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering '
    b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
)


@dataclass(frozen=True, slots=True)
class TemplatePlace:
    """Where the content goes (None: at the end), and whether the template has the title."""

    marker: Any | None
    titled: bool


def opened(template: bytes | None) -> Any:
    """The template, or a blank document, as python-docx reads it.

    Raises ``DocumentError`` (``format_unavailable``, ``template_unreadable``).
    """
    try:
        import docx
        import docx.opc.exceptions
    except ImportError as error:
        raise DocumentError("format_unavailable", package="python-docx") from error
    if template is None:
        blank = docx.Document()
        _forget_thumbnail(blank)
        return blank
    try:
        with zipfile.ZipFile(BytesIO(template)) as archive:
            size = sum(each.file_size for each in archive.infolist())
        return docx.Document(BytesIO(_bounded(template, size)))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError,
            docx.opc.exceptions.OpcError) as error:  # fmt: skip
        raise DocumentError("template_unreadable", reason=str(error)[:200]) from error


def _bounded(template: bytes, size: int) -> bytes:
    """The template, unless it would fill the memory once unpacked."""
    if size > _LARGEST:
        raise ValueError(f"{size // 2**20} MB")
    return template


def _forget_thumbnail(file: Any) -> None:
    """The blank document of python-docx carries the picture of another page."""
    rels = file.part.package.rels
    for name in [name for name, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[name]


def numbering(file: Any) -> Any:
    """The element with the lists of a document, created when there is none."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    for rel in file.part.rels.values():
        if rel.reltype == _NUMBERING:
            return rel.target_part.element
    package = file.part.package
    part = XmlPart.load(PackURI("/word/numbering.xml"), _NUMBERING_TYPE, _EMPTY_NUMBERING, package)
    file.part.relate_to(part, _NUMBERING)
    return part.element


def filled(file: Any, document: Document) -> TemplatePlace:
    """Replace the fields of a template by what the document says; the place of its content.

    Raises ``DocumentError`` (``template_field``, ``template_field_open``, ``template_place``,
    ``template_twice``), before anything is replaced.
    """
    values = _values(document)
    found = [
        each for each in _paragraphs(file, document.lang) if "{{" in each.text or "}}" in each.text
    ]
    markers = [each for each in found if _check(each, values)]
    if len(markers) > 1:
        raise DocumentError("template_twice")
    titled = False
    for each in found:
        if each not in markers:
            _replace(each.texts, values)
            titled = True
    return TemplatePlace(markers[0].element if markers else None, titled)


@dataclass(frozen=True, slots=True)
class _Found:
    """A paragraph of a template: its element, words, and where it stands."""

    element: Any
    texts: list[Any]
    text: str
    where: str
    in_body: bool


def _values(document: Document) -> dict[str, str]:
    title, authority = carried(document.title), carried(document.authority)
    subject, day = carried(document.subject), long_date(document)
    return {
        "titre": title,
        "title": title,
        "collectivite": authority,
        "authority": authority,
        "sujet": subject,
        "subject": subject,
        "date": day,
    }


def _paragraphs(file: Any, lang: str) -> Iterator[_Found]:
    """Every paragraph of the text, its tables and frames, and of heads and feet of pages."""
    from docx.oxml.ns import qn

    body = file.element.body
    number = 0
    for element in body.iter(qn("w:p")):
        in_body = element.getparent() is body
        number += in_body
        code = "place_body" if in_body else "place_table"
        yield _found(element, lang, code, in_body=in_body, number=number)
    seen = set()
    for section in file.sections:
        kinds = ("header", "footer", "first_page_header", "first_page_footer",
                 "even_page_header", "even_page_footer")  # fmt: skip
        for name in kinds:
            part = getattr(section, name)
            if part.is_linked_to_previous or part.part.partname in seen:
                continue
            seen.add(part.part.partname)
            for element in part.part.element.iter(qn("w:p")):
                yield _found(element, lang, "place_margin", in_body=False, number=0)


def _found(element: Any, lang: str, code: str, *, in_body: bool, number: int) -> _Found:
    from docx.oxml.ns import qn

    own = [text for text in element.iter(qn("w:t")) if _paragraph_of(text) is element]
    words = "".join(text.text or "" for text in own)
    where = say(code, lang, number=number, text=words[:80])
    return _Found(element, own, words, where, in_body)


def _paragraph_of(text: Any) -> Any:
    """The paragraph of a run: that of its frame, not the one the frame is anchored to."""
    from docx.oxml.ns import qn

    return next(text.iterancestors(qn("w:p")))


def _check(found: _Found, values: dict[str, str]) -> bool:
    """Whether a paragraph is the place of the content; an error when it has a mistake."""
    names = [name.strip().lower() for name in _FIELD.findall(found.text)]
    left = _FIELD.sub("", found.text)
    if "{{" in left or "}}" in left:
        raise DocumentError("template_field_open", place=found.where)
    for name in names:
        if name not in values and name not in _CONTENT:
            known = ", ".join(f"{{{{{each}}}}}" for each in (*values, *sorted(_CONTENT)))
            raise DocumentError(
                "template_field", field=f"{{{{{name}}}}}", place=found.where, known=known
            )
    if not _CONTENT.intersection(names):
        return False
    if not found.in_body or left.strip() or len(names) > 1:
        raise DocumentError("template_place", place=found.where)
    return True


def _replace(texts: list[Any], values: dict[str, str]) -> None:
    """Replace fields, even cut between runs: the words take the look of the first run."""
    while True:
        whole = "".join(text.text or "" for text in texts)
        match = _FIELD.search(whole)
        if match is None:
            return
        value = values[match[1].strip().lower()].replace("{{", "{ {")
        at = 0
        for text in texts:
            words = text.text or ""
            start, end = match.start() - at, match.end() - at
            at += len(words)
            if end <= 0 or start >= len(words):
                continue
            put = value if start >= 0 else ""
            text.text = words[: max(0, start)] + put + words[min(len(words), end) :]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
