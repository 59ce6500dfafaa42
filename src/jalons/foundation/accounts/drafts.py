"""What somebody typed and could not save: stored in their session until they save or forget it.

Two doors lead here: a form sent after the session expired, and forms that save themselves as one
types (``design/autosave.js``). Files are never stored, nor passwords: only forms of our own pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone

SESSION_KEY = "drafts"
LONGEST = 200_000  # characters of one draft
MOST = 10  # drafts of one session; the oldest leaves first
RATES = {"keep_draft": "60/h/ip"}  # sessions one address may open by sending forms unsigned
STRANGER_LASTS = timedelta(days=2)  # of a session opened only to keep a draft
_UNKEPT = {"csrfmiddlewaretoken", "take"}
_SECRET = "secret"  # noqa: S105  what a form calls fields whose values are stored nowhere


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed for a page, and when."""

    page: str
    saved_at: datetime
    fields: tuple[tuple[str, str], ...]


def may_open_session(request: HttpRequest) -> bool:
    """Whether a form sent unsigned may open a session to keep its draft.

    Always when a session is there; else within a number by hour and by address, so that no robot
    fills the database. A session so opened is short.
    """
    if request.session.session_key:
        return True
    used = ratelimit.consume(request, app="jalons.accounts", action="keep_draft", config=RATES)
    if not used:
        return False
    request.session.set_expiry(STRANGER_LASTS)
    return True


def keep(request: HttpRequest, page: str, typed: QueryDict) -> bool:
    """Keep what was typed for ``page``; false when it is too long or empty."""
    fields = [
        (name, value)
        for name, values in typed.lists()
        if name not in _UNKEPT and not name.startswith(_SECRET)
        for value in map(str, values)
    ]
    if not fields or sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return False
    drafts: dict[str, Any] = dict(request.session.get(SESSION_KEY, {}))
    drafts.pop(page, None)
    drafts[page] = {"at": timezone.now().isoformat(), "fields": fields}
    while len(drafts) > MOST:
        drafts.pop(next(iter(drafts)))
    request.session[SESSION_KEY] = drafts
    return True


def stored(request: HttpRequest, page: str) -> Draft | None:
    """The draft of a page, None when there is none."""
    session = getattr(request, "session", {})  # a page of refusal may be shown without one
    found = session.get(SESSION_KEY, {}).get(page)
    if found is None:
        return None
    fields = tuple((name, value) for name, value in found["fields"])
    return Draft(page, datetime.fromisoformat(found["at"]), fields)


def forget(request: HttpRequest, page: str) -> None:
    """Drop the draft of a page."""
    drafts = dict(request.session.get(SESSION_KEY, {}))
    if drafts.pop(page, None) is not None:
        request.session[SESSION_KEY] = drafts


def drafts_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Drop the draft of a page once the page accepted what was sent to it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        accepted = request.method == "POST" and response.status_code in {302, 303}
        if accepted and not getattr(request, "draft_is_stored", False):
            forget(request, request.path)
        return response

    return middleware
