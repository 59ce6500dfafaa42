"""Actions on the documents of an authority."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jalons.foundation.accounts.files.quotas import admit
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.sign_up.standing import refuse_unapproved
from jalons.foundation.documents import codec
from jalons.foundation.documents.tree import Document, Paragraph
from jalons.foundation.documents.word.docx import render_docx
from jalons.foundation.register import writer
from jalons.foundation.register.errors import StaleError
from jalons.strategy.documents import refusal, title_of, write, year_facts
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.statutory import queries
from jalons.strategy.web.statutory.models import StatutoryDocument, WordTemplate

type Person = User | AnonymousUser | None
State = StatutoryDocument.State
NAMING = (DocumentKind.PROGRAMME, DocumentKind.ACTIONS)  # those that print actors


def start(
    *, authority: Authority, user: Person, kind: DocumentKind, year: int
) -> StatutoryDocument:
    """Start the draft of a document of a year; the existing one if any.

    A new edition of a signed-off document starts from its texts. Raises ``ValidationError`` for an
    unlikely year.
    """
    last = queries.latest(authority, kind, year)
    if last and not last.is_signed:
        return last
    every = StatutoryDocument.objects.of(authority).filter(kind=kind, year=year)
    edition = int(every.aggregate(last=Max("edition"))["last"] or 0) + 1
    values = {"kind": kind.value, "year": year, "edition": edition}
    if last:
        values |= {"texts": last.texts, "left": last.left, "about": last.about}
    made = StatutoryDocument(authority=authority)
    writer.write(authority, user, [(made, values)])
    return made


def sign(
    *, document: StatutoryDocument, user: Person, today: date, lang: str, version: int
) -> StatutoryDocument:
    """Sign a document off: its tree, its checklist and its figures are stored as they are today.

    Raises ``StrategyError`` (``document_signed``, ``document_not_reviewed``; ``not_votable`` for a
    deliberation that proposes a strategy without objective or action), ``StaleError`` when it
    changed since ``version`` was read, ``AccountsError`` (``not_approved``).
    """
    refuse_unapproved(document.authority)
    document.refuse_change(("state",))
    if document.state != State.REVIEW:
        raise StrategyError("document_not_reviewed")
    if document.version != version:
        raise StaleError(str(document))
    source = queries.material(
        document.authority, document.year, today=today, draft=document, final=True
    )
    if document.kind == DocumentKind.DELIBERATION and refusal(source, lang):
        raise StrategyError("not_votable")
    written = write(DocumentKind(document.kind), source, lang)
    ticks = [
        {
            "item": tick.item.id,
            "origin": tick.origin.value,
            "title": tick.title,
            "missing": list(tick.missing),
            "reason": tick.reason,
        }
        for tick in written.ticks
    ]
    rows = StatutoryDocument.objects.of(document.authority).filter(pk=document.pk)
    with transaction.atomic():
        writer.store_computed(
            rows,
            frozen=codec.to_json(written.tree),
            kept={
                "named": _named(document),
                "facts": year_facts(source).to_json(),
                "ticks": ticks,
            },
            signed_at=timezone.now(),
            signed_by=user if isinstance(user, User) else None,
        )
        writer.write(document.authority, user, [(document, {"state": State.SIGNED})])
    return document


def _named(document: StatutoryDocument) -> dict[str, str]:
    """The actors a document may name, by key: one that no longer agrees has it read again."""
    if document.kind not in NAMING:
        return {}
    return {str(each.pk): each.name for each in register.agreed(document.authority)}


def add_template(*, authority: Authority, user: Person, name: str, content: bytes) -> WordTemplate:
    """The new Word template of the authority, once a page was written in it.

    Raises ``DocumentError`` when the template cannot be used: which field, where;
    ``AccountsError`` when the quota of the authority leaves no room.
    """
    trial = Document(title_of(DocumentKind.STRATEGY, timezone.localdate().year, "fr"),
                     authority.name, timezone.localdate(), (Paragraph("…"),))  # fmt: skip
    render_docx(trial, template=content)
    made = WordTemplate(authority=authority, file=ContentFile(content, name))
    with transaction.atomic():
        admit(authority=authority, size=len(content))
        writer.write(authority, user, [(made, {"name": name[:200]})])
    return made
