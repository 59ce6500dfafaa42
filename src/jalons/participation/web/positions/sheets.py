"""A position as its document and its public page say it: roles and territories, never people."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.documents.tree import Document
from jalons.participation.documents.position import PositionSheet, position_document
from jalons.participation.engine.positions.replica import Replica
from jalons.participation.web.positions import queries
from jalons.participation.web.positions.models import (
    Correspondence,
    ObtainedCommitment,
    Position,
)


def _of(model: Any, position: Position) -> list[Any]:
    rows = living(model, position.authority).filter(position=position)
    return list(rows.select_related("addressee"))


def signed(found: Replica) -> list[dict[str, Any]]:
    """The signatures of a copy in plain values."""
    return [
        {"authority": each.act.publisher, "quality": each.sign.quality,
         "signed_on": each.sign.signed_on.isoformat(), "reference": each.sign.reference,
         "version": each.number, "current": each.is_current}
        for each in found.signatures
    ]  # fmt: skip


def followed(position: Position) -> dict[str, list[dict[str, Any]]]:
    """Correspondence and commitments in plain values."""
    return {
        "correspondence": [
            {"day": e.day.isoformat(), "way": e.way, "way_words": str(e.get_way_display()),
             "with": str(e.addressee or ""), "channel": str(e.get_channel_display()),
             "reference": e.reference, "summary": e.summary}
            for e in _of(Correspondence, position)
        ],
        "commitments": [{"text": e.text, "by": str(e.addressee or ""),
                         "due": e.due.isoformat() if e.due else None, "state": e.state,
                         "late": e.is_late} for e in _of(ObtainedCommitment, position)],
    }  # fmt: skip


def document(position: Position) -> Document:
    """The text of a position, its signatories and what followed, as a document."""
    found = queries.copy_of(position.authority, position.uid)
    commitments = tuple(
        (each.text, str(each.addressee or ""), day_words(each.due) if each.due else "–",
         "late" if each.is_late else each.state)
        for each in _of(ObtainedCommitment, position)
    )  # fmt: skip
    sheet = PositionSheet(
        position.title, position.authority.name, position.leading_name or position.authority.name,
        position.summary, str(position.get_state_display()),
        found.current.number if found.current else 0, found.current.hash if found.current else "",
        tuple((each.title, each.body) for each in queries.text_of(position, found)),
        tuple((each.act.publisher, each.sign.quality, each.sign.signed_on,
               each.sign.reference, each.is_current) for each in found.signatures),
        commitments, str(position.get_outcome_display()), position.outcome_text,
    )  # fmt: skip
    return position_document(sheet, timezone.localdate(), lang())
