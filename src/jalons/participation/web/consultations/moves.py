"""What the steps of a consultation need, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.participation.web.consultations import queries
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.words.consultations import finding_words

# What other topics need before a consultation is answered: a sentence, empty when it is fine.
conditions: dict[str, Callable[[Consultation], str]] = {}


def opening_refusal(found: Consultation) -> str:
    """Why it cannot open yet; empty when it can."""
    findings = queries.findings(found)
    if blocking := [each for each in findings if each.blocking]:
        return " ".join(" ".join(finding_words(each, lang())) for each in blocking[:3])
    if queries.unread(found, findings):
        return _("Read the remarks on its page, then confirm that you read them.")
    return ""


def redraft_refusal(found: Consultation) -> str:
    """Why it cannot be a draft again; empty when it can."""
    return _("Answers came already.") if found.parts.exists() else ""


def answer_refusal(found: Consultation) -> str:
    """What is missing before it is answered, as other topics say it; empty when nothing is."""
    return " ".join(filter(None, (condition(found) for condition in conditions.values())))


def on_opening(found: Consultation, _state: Any, day: date) -> dict[str, Any]:
    """It begins the day it opens, unless a later day was chosen."""
    begins = found.opens_on
    return {} if begins is not None and begins >= day else {"opens_on": day}


def on_closing(found: Consultation, _state: Any, day: date) -> dict[str, Any]:
    """It ends the day it is closed, when that is earlier than planned."""
    early = found.closes_on is None or found.closes_on > day
    return {"closes_on": day} if early else {}
