"""What can be taken back: the last note a session deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.strategy.web.roadmap import parts

SESSION_KEY = "roadmap_undo"


@dataclass(frozen=True, slots=True)
class Undoable:
    """What was done, in words, for the note that offers to undo it."""

    text: str


def keep_lost(request: HttpRequest, authority: Authority, text: str, lost: parts.Lost) -> None:
    """Retain what was deleted, so that it can come back."""
    held = {"text": text, "lost": asdict(lost)}
    request.session[SESSION_KEY] = {"authority": authority.pk, "shown": False, **held}


def offered(request: HttpRequest, authority: Authority) -> Undoable | None:
    """What the next page offers to undo; it is offered once."""
    held = request.session.get(SESSION_KEY)
    if not held or held["authority"] != authority.pk or held["shown"]:
        return None
    request.session[SESSION_KEY] = held | {"shown": True}
    return Undoable(held["text"])


def take_back(request: HttpRequest, authority: Authority) -> str:
    """Undo the last act of this session here, and say what came of it; empty: nothing to undo."""
    held = request.session.get(SESSION_KEY)
    if not held or held["authority"] != authority.pk:
        return ""
    lost = parts.Lost(**held["lost"])
    parts.bring_back(authority=authority, user=request.user, lost=lost)
    del request.session[SESSION_KEY]
    return _("“%(name)s” is back.") % {"name": lost.label}
