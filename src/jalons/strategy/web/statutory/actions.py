"""What changes the documents of an authority."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.quotas import admit
from jalons.foundation.accounts.standing import refuse_unapproved
from jalons.foundation.documents import codec
from jalons.foundation.documents.docx import render_docx
from jalons.foundation.documents.tree import Document, Paragraph
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.strategy.documents import refusal, title_of, write, year_facts
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.statutory import DocumentKind
from jalons.strategy.store import decree
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.statutory import queries
from jalons.strategy.web.statutory.models import StatutoryDocument, WordTemplate

type Person = User | AnonymousUser | None
State = StatutoryDocument.State
VOTED = (DocumentKind.STRATEGY, DocumentKind.PROGRAMME, DocumentKind.REVIEW)
NAMING = (DocumentKind.PROGRAMME, DocumentKind.ACTIONS)  # those that print actors
FIRST_YEAR, LAST_YEAR = 2020, 2100


def start(
    *, authority: Authority, user: Person, kind: DocumentKind, year: int
) -> StatutoryDocument:
    """The draft of a document of a year; the one there is when it exists already.

    A new edition of a signed-off document starts from its texts. Raises ``StrategyError``
    (``year_unlikely``).
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise StrategyError("year_unlikely", year=year)
    with transaction.atomic():
        held = queries.latest(authority, kind, year)
        if held and not held.is_signed:
            return held
        made = StatutoryDocument.objects.create(
            authority=authority,
            kind=kind,
            year=year,
            edition=_next_edition(authority, kind, year),
            texts=dict(held.texts) if held else {},
            left=dict(held.left) if held else {},
            about=held.about if held else "",
            changed_by=_person(user),
        )
        _journal(made, user, Verb.CREATED, after={"edition": made.edition})
    return made


def write_texts(
    *, document: StatutoryDocument, user: Person, texts: Mapping[str, str]
) -> StatutoryDocument:
    """Keep what people wrote in some parts; the other parts stay.

    Raises ``StrategyError`` (``document_signed``, ``part_unknown``).
    """
    kind = DocumentKind(document.kind)
    for part in texts:
        decree().part(kind, part)
    with transaction.atomic():
        held = _held(document)
        before = {part: held.texts.get(part, "") for part in texts}
        if before == dict(texts):
            return held
        kept = held.texts | dict(texts)
        held.texts = {part: text for part, text in kept.items() if text}
        _touch(held, user)
        held.save()
        _journal(held, user, Verb.CHANGED, before=before, after=dict(texts))
    return held


def choose_subject(
    *, document: StatutoryDocument, user: Person, about: DocumentKind
) -> StatutoryDocument:
    """Say which document a deliberation is about.

    Raises ``StrategyError`` (``document_signed``, ``part_unknown`` for another kind of document).
    """
    if document.kind != DocumentKind.DELIBERATION or about not in VOTED:
        raise StrategyError("part_unknown", part=about.value, document=document.kind)
    with transaction.atomic():
        held = _held(document)
        before, held.about = held.about, about.value
        _touch(held, user)
        held.save()
        _journal(held, user, Verb.CHANGED, before={"about": before}, after={"about": held.about})
    return held


def leave_out(
    *, document: StatutoryDocument, user: Person, reasons: Mapping[str, str]
) -> StatutoryDocument:
    """Store why optional items of the decree are left out; an empty reason takes one back.

    Raises ``StrategyError`` (``document_signed``, ``part_unknown`` for an asked item).
    """
    kind = DocumentKind(document.kind)
    optional = {each.id for each in decree().items_of(kind) if each.optional}
    for item in reasons:
        if item not in optional:
            raise StrategyError("part_unknown", part=item, document=kind.value)
    with transaction.atomic():
        held = _held(document)
        before = dict(held.left)
        told = before | {item: text.strip() for item, text in reasons.items()}
        held.left = {item: text for item, text in told.items() if text}
        if held.left != before:
            _touch(held, user)
            held.save()
            _journal(held, user, Verb.CHANGED, before=before, after=dict(held.left))
    return held


def ask_review(*, document: StatutoryDocument, user: Person) -> StatutoryDocument:
    """Give a draft to read over."""
    return _move(document, user, State.REVIEW)


def take_back(*, document: StatutoryDocument, user: Person) -> StatutoryDocument:
    """Return a document in review to its draft."""
    return _move(document, user, State.DRAFT)


def _move(
    document: StatutoryDocument, user: Person, state: StatutoryDocument.State
) -> StatutoryDocument:
    with transaction.atomic():
        held = _held(document)
        before, held.state = held.state, state
        _touch(held, user)
        held.save()
        _journal(held, user, Verb.CHANGED, before={"state": before}, after={"state": str(state)})
    return held


def sign(
    *, document: StatutoryDocument, user: Person, today: date, lang: str, version: int
) -> StatutoryDocument:
    """Sign a document off: its tree, its checklist and its figures are kept as they are today.

    Raises ``StrategyError`` (``document_signed``, ``document_not_reviewed``; ``document_moved``
    when it changed since ``version`` was read; ``not_votable`` for a deliberation that proposes a
    strategy without objective or action), ``AccountsError`` (``not_approved``).
    """
    refuse_unapproved(document.authority)
    with transaction.atomic():
        held = _held(document)
        if held.state != State.REVIEW:
            raise StrategyError("document_not_reviewed")
        if held.version != version:
            raise StrategyError("document_moved")
        source = queries.material(held.authority, held.year, today=today, draft=held, final=True)
        if held.kind == DocumentKind.DELIBERATION and refusal(source, lang):
            raise StrategyError("not_votable")
        written = write(DocumentKind(held.kind), source, lang)
        held.frozen = codec.to_json(written.tree)
        held.kept = {
            "named": _named(held),
            "facts": year_facts(source).to_json(),
            "ticks": [
                {
                    "item": each.item.id,
                    "origin": each.origin.value,
                    "title": each.title,
                    "missing": list(each.missing),
                    "reason": each.reason,
                }
                for each in written.ticks
            ],
        }
        held.state = State.SIGNED
        held.signed_at, held.signed_by = timezone.now(), _person(user)
        _touch(held, user)
        held.save()
        _journal(held, user, Verb.CHANGED, after={"state": str(State.SIGNED)})
    return held


def _named(document: StatutoryDocument) -> dict[str, str]:
    """The actors a document may name, by key: one that no longer agrees has it read again."""
    if document.kind not in NAMING:
        return {}
    return {str(each.pk): each.name for each in register.agreed(document.authority)}


def delete(*, document: StatutoryDocument, user: Person) -> None:
    """Put a draft aside; ``StrategyError`` (``document_signed``) for one signed off."""
    with transaction.atomic():
        held = _held(document)
        held.deleted_at = timezone.now()
        held.save()
        _journal(held, user, Verb.DELETED)


def restore(*, document: StatutoryDocument, user: Person) -> StatutoryDocument:
    """Bring a deleted draft back."""
    with transaction.atomic():
        held = StatutoryDocument.objects.of(document.authority).get(pk=document.pk)
        held.deleted_at = None
        held.save()
        _journal(held, user, Verb.RESTORED)
    return held


def keep_template(*, authority: Authority, user: Person, name: str, content: bytes) -> WordTemplate:
    """Keep the Word template of the authority, once a page was written in it.

    Raises ``DocumentError`` when the template cannot be used: which field, where;
    ``AccountsError`` when the quota of the authority leaves no room.
    """
    trial = Document(title_of(DocumentKind.STRATEGY, timezone.localdate().year, "fr"),
                     authority.name, timezone.localdate(), (Paragraph("…"),))  # fmt: skip
    render_docx(trial, template=content)
    kept = WordTemplate(authority=authority, name=name[:200])
    with transaction.atomic():
        admit(authority=authority, size=len(content))
        kept.file.save(name, ContentFile(content), save=False)
        kept.save(force_insert=True)
        record(
            request_user=user,
            authority=authority,
            verb=Verb.CREATED,
            urn=kept.urn,
            label=kept.name,
        )
    return kept


def drop_template(*, template: WordTemplate, user: Person) -> None:
    """Forget a Word template; the one before it, if any, is used again."""
    with transaction.atomic():
        record(
            request_user=user,
            authority=template.authority,
            verb=Verb.REMOVED,
            urn=template.urn,
            label=template.name,
        )
        template.delete()
    if template.file.name:
        template.file.storage.delete(template.file.name)


def _held(document: StatutoryDocument) -> StatutoryDocument:
    """The row as it is now, locked, unless it is signed off."""
    rows = StatutoryDocument.objects.of(document.authority).select_for_update()
    held = rows.filter(deleted_at=None, pk=document.pk).first()
    if held is None:
        raise StrategyError("document_gone")
    if held.is_signed:
        raise StrategyError("document_signed")
    return held


def _next_edition(authority: Authority, kind: DocumentKind, year: int) -> int:
    rows = StatutoryDocument.objects.of(authority).filter(kind=kind, year=year)
    return int(rows.aggregate(last=Max("edition"))["last"] or 0) + 1


def _touch(document: StatutoryDocument, user: Person) -> None:
    document.version += 1
    document.changed_at = timezone.now()
    document.changed_by = _person(user)


def _person(user: Person) -> User | None:
    return user if isinstance(user, User) else None


def _journal(document: StatutoryDocument, user: Person, verb: str, **what: Any) -> None:
    record(
        request_user=user,
        authority=document.authority,
        verb=verb,
        urn=document.urn,
        label=title_of(DocumentKind(document.kind), document.year, "fr"),
        **what,
    )
