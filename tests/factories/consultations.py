"""Consultations that residents may answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the engines are tested where Django is not installed
    from jalons.foundation.accounts.models import Authority
    from jalons.participation.web.consultations.models import Consultation, Proposal, Question


def make_consultation(authority: Authority, title: str = "La place", **fields: Any) -> Consultation:
    """A consultation open for a week, with a choice, a text and an age band."""
    from django.utils import timezone

    from jalons.participation.web.consultations.models import Consultation

    today = timezone.localdate()
    found = Consultation.objects.create(authority=authority, title=title, **{
        "purpose": "Que faire de la place du marché ?", "state": Consultation.State.OPEN,
        "promise": "Le conseil décide en mars ; vous lirez pourquoi.",
        "elsewhere": "Formulaires papier à l’accueil de la mairie.",
        "opens_on": today - timedelta(days=7), "closes_on": today + timedelta(days=7),
        "proposals_open": True, **fields,
    })  # fmt: skip
    make_question(found, "choice", "Que préférez-vous ?", options="Des arbres\nDes places")
    make_question(found, "text", "Pourquoi ?", order=2)
    make_question(found, "choice", "Votre âge", options="18-39 ans\n40 ans et plus",
                  about_you=True)  # fmt: skip
    return found


def make_question(found: Consultation, kind: str, title: str, **fields: Any) -> Question:
    """A question of a consultation."""
    from jalons.participation.web.consultations.models import Question

    return Question.objects.create(
        authority=found.authority, consultation=found, kind=kind, title=title, **fields
    )


def make_idea(found: Consultation, title: str = "Un kiosque", state: str = "shown") -> Proposal:
    """An idea of residents."""
    from jalons.participation.web.consultations.models import Proposal

    return Proposal.objects.create(
        authority=found.authority, consultation=found, title=title, state=state
    )


def make_codes(found: Consultation, *codes: str) -> None:
    """Codes of a consultation, as hashes."""
    from jalons.participation.engine.consultations.codes import hash_of
    from jalons.participation.web.consultations.models import Code, CodeBatch

    batch = CodeBatch.objects.create(authority=found.authority, consultation=found, label="Rue")
    for code in codes:
        Code.objects.create(authority=found.authority, batch=batch,
                            hash=hash_of(code, bytes(found.secret), "code"))  # fmt: skip
