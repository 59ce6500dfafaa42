"""The hubs: what an authority can measure, decide, do and share, with a live figure for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jalons.foundation import rooms
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.navigation.places import address
from jalons.foundation.rooms import Verb


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a hub: a topic, its purpose, its live figure and its action."""

    title: str
    purpose: str
    figure: str
    action: str
    url: str


@within_authority(Role.READER)
def hub(request: HttpRequest, authority: Authority, verb: Verb) -> HttpResponse:
    """The topics of one word, as the rooms declare them."""
    lines = [
        Line(
            _(topic.title),
            _(topic.purpose) if topic.purpose else "",
            room.load(topic.figure)(authority) if topic.figure else "",
            _(topic.action or topic.title),
            address(topic.page, authority),
        )
        for room, topic in rooms.hub(verb)
    ]
    titles = {
        Verb.MEASURE: (_("Measure"), _("What the digital weighs and what the territory is.")),
        Verb.DECIDE: (_("Decide"), _("Where you stand, and what you could do next.")),
        Verb.ACT: (_("Act"), _("What you do, who does it, and what it changes.")),
        Verb.SHARE: (_("Share"), _("What you say of it, to the council and to everybody.")),
    }
    title, sentence = titles[verb]
    shown = {"lines": lines, "title": title, "sentence": sentence}
    return render(request, "navigation/hub.html", shown)
