"""The guided tour of the demonstration, in the order of a journey: measure, decide, act, share.

Where one is in it is in the session, and in the address when no session may be opened.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.drafts import may_open_session
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.sign_up.notices import Notice
from jalons.foundation.design import page_language
from jalons.foundation.design.lookups import whole_number
from jalons.kernel import contracts

FILE = "tour.toml"
SESSION_KEY = "tour"  # the number of the stop; 0 once the visitor has left the tour
QUERY = "etape"  # the number of the stop, in the address
_AT_LATEST_INVENTORY = "footprint_result"


@dataclass(frozen=True, slots=True)
class TourStop:
    """A page to see: the sentence that says why, what to look at there, its address."""

    title: str
    sentence: str
    look: str
    label: str
    page: str

    def address(self, authority: Authority) -> str:
        """Where it is in the demonstration."""
        values = {"slug": authority.slug}
        if self.page == _AT_LATEST_INVENTORY:
            inventories = contracts.fleet_reader().inventories(authority.urn)
            if not inventories:
                return reverse("footprint_index", kwargs=values)
            values["pk"] = inventories[0].urn.id
        return reverse(self.page, kwargs=values)


@lru_cache(maxsize=2)
def stops(lang: str) -> tuple[TourStop, ...]:
    """The stops of the tour, in a language."""
    text = (resources.files("jalons.site") / "data" / FILE).read_text(encoding="utf-8")
    return tuple(_read(each, lang) for each in tomllib.loads(text)["stop"])


def _read(written: Mapping[str, Any], lang: str) -> TourStop:
    words = {name: written[name][lang] for name in ("title", "sentence", "look", "label")}
    return TourStop(page=written["page"], **words)


@require_safe
@within_authority(Role.READER)
def tour(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The stop one is at, or what the tour shows."""
    if authority.kind != Authority.Kind.DEMO:
        return redirect("authority_help", authority.slug)
    every = stops(page_language.lang())
    number = _number(request.GET.get(QUERY), len(every))
    if number is None:
        number = _reached(request, len(every)) or 0
    shown: dict[str, Any] = {"stops": every, "count": len(every), "number": number}
    if number:
        if SESSION_KEY in request.session:  # the pages name the stop one is at
            request.session[SESSION_KEY] = number
        stop = every[number - 1]
        shown |= {
            "stop": stop,
            "url": stop.address(authority),
            "before": number - 1,
            "after": number + 1 if number < len(every) else 0,
        }
    return render(request, "site/tour.html", shown)


@require_POST
@within_authority(Role.READER)
def tour_stop(request: HttpRequest, authority: Authority, number: int) -> HttpResponse:
    """Go to a stop; to 0, leave the tour."""
    every = stops(page_language.lang())
    found = _number(str(number), len(every))
    if authority.kind != Authority.Kind.DEMO or found is None:
        return redirect("tour", authority.slug)
    if may_open_session(request):
        request.session[SESSION_KEY] = found
    if not found:
        return redirect(authority)
    return redirect(reverse("tour", args=[authority.slug], query={QUERY: found}))


def notices(request: HttpRequest, authority: Authority) -> list[Notice]:
    """In the demonstration: the stop one is at and the way back to the tour, or an offer of it."""
    match = request.resolver_match
    if authority.kind != Authority.Kind.DEMO or match is None or match.url_name == "tour":
        return []
    every = stops(page_language.lang())
    page, number = reverse("tour", args=[authority.slug]), _reached(request, len(every))
    if number:
        stop, place = every[number - 1], {"number": number, "count": len(every)}
        text = _("Guided tour, stop %(number)s of %(count)s.") % place
        if request.path == stop.address(authority):
            text = f"{text} {_('What to look at:')} {stop.look}"
        return [Notice(text, page, _("Go on with the tour"))]
    if number is None and match.url_name == "path_page":
        return [
            Notice(_("First visit? See the main pages in ten minutes."), page, _("Guided tour"))
        ]
    return []


def _reached(request: HttpRequest, last: int) -> int | None:
    """The stop of the session; a former version may have had more of them."""
    number = request.session.get(SESSION_KEY)
    return number and min(number, last)


def _number(typed: str | None, last: int) -> int | None:
    """The number of a stop, None when there is no such stop."""
    number = whole_number(typed)
    return number if number is not None and number <= last else None
