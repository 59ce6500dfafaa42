"""The tree of a document, its checklist, and the bytes of a file for the command line."""

from __future__ import annotations

from datetime import date

from jalons.foundation.accounts.models import Authority
from jalons.foundation.documents import codec
from jalons.foundation.documents.formats import written
from jalons.foundation.documents.tree import Document
from jalons.foundation.documents.word.docx import render_docx
from jalons.strategy.documents import WrittenDocument, write
from jalons.strategy.engine.statutory.decree import DocumentKind, Origin, Tick
from jalons.strategy.store import decree
from jalons.strategy.web.statutory import queries
from jalons.strategy.web.statutory.models import StatutoryDocument


def written_now(document: StatutoryDocument, *, today: date, lang: str) -> WrittenDocument:
    """The document written with the data of today."""
    material = queries.material(document.authority, document.year, today=today, draft=document)
    return write(DocumentKind(document.kind), material, lang)


def tree_of(document: StatutoryDocument, *, today: date, lang: str) -> Document:
    """The tree of a document: as it was signed off, else with the data of today."""
    if document.is_signed and document.frozen:
        return codec.from_json(document.frozen)
    return written_now(document, today=today, lang=lang).tree


def signed_ticks(document: StatutoryDocument) -> tuple[Tick, ...]:
    """The checklist frozen in a signed-off document, without the items no longer required."""
    items = {each.id: each for each in decree().items}
    return tuple(
        Tick(
            items[each["item"]],
            Origin(each["origin"]),
            each["title"],
            tuple(each["missing"]),
            each.get("reason", ""),
        )
        for each in (document.kept or {}).get("ticks", ())
        if each["item"] in items
    )


def content(authority: Authority, tree: Document, kind: str) -> bytes:
    """The bytes of a document; Word goes through the template of the authority when it has one.

    Raises ``DocumentError``.
    """
    template = queries.template(authority) if kind == "docx" else None
    if template is None:
        return written(tree, kind)
    with template.file.open("rb") as stream:
        return render_docx(tree, template=stream.read())
