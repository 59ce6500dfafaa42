"""What can be taken back: the last deletion or change of several sheets of a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.strategy.web.roadmap import bulk, parts

SESSION_KEY = "roadmap_undo"


@dataclass(frozen=True, slots=True)
class Undoable:
    """What was done, in words, for the note that offers to undo it."""

    text: str


def keep_lost(request: HttpRequest, authority: Authority, text: str, lost: parts.Lost) -> None:
    """Keep what was deleted, so that it can come back."""
    _keep(request, authority, {"text": text, "lost": asdict(lost)})


def keep_bulk(
    request: HttpRequest, authority: Authority, text: str, before: Mapping[str, Any]
) -> None:
    """Keep the values several sheets had."""
    _keep(request, authority, {"text": text, "before": dict(before)})


def _keep(request: HttpRequest, authority: Authority, held: dict[str, Any]) -> None:
    request.session[SESSION_KEY] = {"authority": authority.pk, "shown": False, **held}


def offered(request: HttpRequest, authority: Authority) -> Undoable | None:
    """What the next page offers to undo; it is offered once."""
    held = request.session.get(SESSION_KEY)
    if not held or held["authority"] != authority.pk or held["shown"]:
        return None
    request.session[SESSION_KEY] = held | {"shown": True}
    return Undoable(held["text"])


def take_back(request: HttpRequest, authority: Authority) -> str:
    """Undo the last act of this session here, and say what came of it; empty: nothing to undo.

    Raises ``StrategyError`` (``action_gone``, ``not_of_authority``) when it can no longer be.
    """
    held = request.session.get(SESSION_KEY)
    if not held or held["authority"] != authority.pk:
        return ""
    if "lost" in held:
        lost = parts.Lost(**(held["lost"] | {"actions": tuple(held["lost"]["actions"])}))
        parts.bring_back(authority=authority, user=request.user, lost=lost)
        told = _("“%(name)s” is back.") % {"name": lost.label}
    else:
        back, left = bulk.undo_many(authority=authority, user=request.user, before=held["before"])
        told = ngettext(
            "%(count)s action is as it was.", "%(count)s actions are as they were.", back
        ) % {"count": back}
        if left:
            told += " " + ngettext(
                "%(count)s was changed since, and is left alone.",
                "%(count)s were changed since, and are left alone.",
                left,
            ) % {"count": left}
    del request.session[SESSION_KEY]
    return told
