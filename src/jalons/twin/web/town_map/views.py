"""The page of the map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import number_words
from jalons.twin.web.observations import queries

from . import maps

INTERNAL = "internal"


@within_authority(Role.READER)
def town_map(request: HttpRequest, authority: Authority) -> HttpResponse:
    town = queries.town(authority, audience=INTERNAL, user=request.user)

    def url(identifier: str) -> str:
        return reverse("twin_entity", args=(authority.slug, identifier))

    drawn = maps.drawn(authority, town, request.GET.dict(), url=url)
    headline = sentence(drawn) if drawn else _("Nothing has a place on the map yet.")
    return render(request, "twin/map.html", {"drawn": drawn, "town": town, "headline": headline})


def sentence(drawn: maps.DrawnMap) -> str:
    """What a map shows: how many, and what they measured or how many measured something."""
    count, live = drawn.inside, drawn.live
    what = ngettext("%(count)s sensor or device", "%(count)s sensors and devices", count)
    what %= {"count": number_words(count)}
    if drawn.figure.window is not None and drawn.figure.window.zoom:
        what = _("%(what)s on this part of the map") % {"what": what}
    words = "%(what)s"
    if drawn.span:
        what = f"{what}, {drawn.span}"
    elif count and not live:
        words = _("%(what)s, and no measure in 24 hours")
    elif live < count:
        words = ngettext(
            "%(what)s, of which %(live)s measured something in 24 hours",
            "%(what)s, of which %(live)s measured something in 24 hours", live,
        )  # fmt: skip
    elif count:
        words = ngettext(
            "%(what)s, which measured something in 24 hours",
            "%(what)s, which all measured something in 24 hours", count,
        )  # fmt: skip
    text = words % {"what": what, "live": number_words(live)}
    kind = drawn.choices.chosen
    return f"{_('%(kind)s: %(what)s') % {'kind': kind.name, 'what': text} if kind else text}."
