"""The last import of a session, which the next page offers to take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from jalons.foundation.accounts.models import Authority

SESSION_KEY = "actors_import"


def remember(
    request: HttpRequest, authority: Authority, text: str, done: Mapping[str, Any]
) -> None:
    """Retain what an import did."""
    request.session[SESSION_KEY] = {
        "authority": authority.pk, "text": text, "shown": False, "done": dict(done)
    }  # fmt: skip


def offered(request: HttpRequest, authority: Authority) -> str:
    """What the page offers to undo, in words; it is offered once."""
    held = request.session.get(SESSION_KEY)
    if not held or held["authority"] != authority.pk or held["shown"]:
        return ""
    request.session[SESSION_KEY] = held | {"shown": True}
    return str(held["text"])


def pop(request: HttpRequest, authority: Authority) -> Mapping[str, Any] | None:
    """What the last import did, taken out of the session; None when there is none."""
    held = request.session.get(SESSION_KEY)
    if not held or held["authority"] != authority.pk:
        return None
    del request.session[SESSION_KEY]
    return dict(held["done"])
