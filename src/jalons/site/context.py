"""What every page knows: where the visitor is, and what the four verbs lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority


@dataclass(frozen=True, slots=True)
class Verb:
    """An entry of the main navigation; without ``url`` it is announced and leads nowhere yet."""

    label: str
    url: str = ""
    current: bool = False


def _address(name: str, authority: Authority) -> str:
    try:
        return reverse(name, kwargs={"slug": authority.slug})
    except NoReverseMatch:
        return ""


def _verbs(request: HttpRequest, authority: Authority) -> list[Verb]:
    """The path and the four verbs, the current one known by the room that answers."""
    match = request.resolver_match
    room = match.func.__module__.split(".")[1] if match else ""
    return [
        Verb(_("Path"), _address("path_page", authority), room == "strategy"),
        Verb(_("Measure"), _address("footprint_index", authority), room == "footprint"),
        Verb(_("Decide")),
        Verb(_("Act")),
        Verb(_("Share")),
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    """The authority being looked at, the visitor's role in it, and where the verbs lead."""
    authority = getattr(request, "authority", None)
    return {
        "authority": authority,
        "role": getattr(request, "role", None),
        "verbs": _verbs(request, authority) if authority else [],
    }
