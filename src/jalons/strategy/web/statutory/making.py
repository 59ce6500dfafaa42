"""The tree of a document, its checklist, and the files made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from jalons.foundation.accounts.models import Authority
from jalons.foundation.documents import codec
from jalons.foundation.documents.docx import render_docx
from jalons.foundation.documents.formats import written
from jalons.foundation.documents.tree import Block, Document, Section
from jalons.strategy.documents import WrittenDocument, write
from jalons.strategy.engine.statutory import DocumentKind, Origin, Tick
from jalons.strategy.store import decree
from jalons.strategy.web.statutory import queries
from jalons.strategy.web.statutory.models import StatutoryDocument

# Blocks from which a file takes more than a second to write; pages have to be laid out in a PDF.
LONG = {"pdf": 40}
LONG_OTHERS = 400


def written_now(document: StatutoryDocument, *, today: date, lang: str) -> WrittenDocument:
    """What a document says with the data of today."""
    material = queries.material(document.authority, document.year, today=today, draft=document)
    return write(DocumentKind(document.kind), material, lang)


def tree_of(document: StatutoryDocument, *, today: date, lang: str) -> Document:
    """The tree of a document: as it was signed off, else with the data of today."""
    if document.is_signed and document.frozen:
        return codec.from_json(document.frozen)
    return written_now(document, today=today, lang=lang).tree


def kept_ticks(document: StatutoryDocument) -> tuple[Tick, ...]:
    """The checklist of a signed-off document, as it was; items no longer asked are left out."""
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
    with template.file.open("rb") as held:
        return render_docx(tree, template=held.read())


def is_long(tree: Document, kind: str) -> bool:
    """Whether a file of that format takes long enough to be made aside."""
    return sum(1 for _block in _all_blocks(tree.blocks)) > LONG.get(kind, LONG_OTHERS)


def _all_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Section):
            yield from _all_blocks(block.blocks)


def kept_file(document: StatutoryDocument, tree: Document, kind: str) -> str:
    """The name of the file of a tree, made unless it is there; earlier ones are removed."""
    name = file_name(document, tree, kind)
    if not is_made(document, name):
        made = content(document.authority, tree, kind)
        _remove_others(document, kind)
        default_storage.save(_place(document, name), ContentFile(made))
    return name


def file_name(document: StatutoryDocument, tree: Document, kind: str) -> str:
    """The name of the file of a tree: it changes with what the document says and its template."""
    template = queries.template(document.authority) if kind == "docx" else None
    said = json.dumps([codec.to_json(tree), str(template.pk) if template else ""], sort_keys=True)
    return f"{hashlib.sha256(said.encode()).hexdigest()[:20]}.{kind}"


def held_file(document: StatutoryDocument, name: str) -> bytes | None:
    """The bytes of a file that was made, None when it is not there."""
    if not is_made(document, name):
        return None
    with default_storage.open(_place(document, name), "rb") as held:
        return bytes(held.read())


def file_url(document: StatutoryDocument, kind: str, name: str) -> str:
    """Where a file that was made is downloaded."""
    return _named("document_download", document, kind, name)


def offer_url(document: StatutoryDocument, kind: str, name: str) -> str:
    """The page that offers a file that was made."""
    return _named("document_file", document, kind, name)


def at_hand(document: StatutoryDocument, tree: Document, kind: str) -> bool:
    """Whether a file can be given at once: quickly written, or made already."""
    if not is_long(tree, kind):
        return True
    return is_made(document, file_name(document, tree, kind))


def is_made(document: StatutoryDocument, name: str) -> bool:
    """Whether a file of that name was made and is still there."""
    return bool(default_storage.exists(_place(document, name)))


def _named(page: str, document: StatutoryDocument, kind: str, name: str) -> str:
    address = reverse(page, args=[document.authority.slug, document.pk, kind])
    return f"{address}?fichier={name.partition('.')[0]}"


def _place(document: StatutoryDocument, name: str) -> str:
    return f"documents/{document.authority_id}/{document.pk}/{name}"


def _remove_others(document: StatutoryDocument, kind: str) -> None:
    folder = f"documents/{document.authority_id}/{document.pk}"
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            if name.endswith(f".{kind}"):
                default_storage.delete(f"{folder}/{name}")
