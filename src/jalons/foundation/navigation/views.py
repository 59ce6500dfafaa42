"""The hubs: what an authority can measure, decide, do and share, with a live figure for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
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


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of a room: its name, and the ambition whose ink it has."""

    title: str
    ambition: int
    lines: list[Line]


@within_authority(Role.READER)
def hub(request: HttpRequest, authority: Authority, verb: Verb) -> HttpResponse:
    """The topics of one word, as the rooms declare them, room by room."""
    groups: dict[str, Group] = {}
    for room, topic in rooms.hub(verb):
        number = room.commitments[0] if room.commitments else 1
        group = groups.setdefault(room.name, Group(_(room.title), (number + 2) // 3, []))
        group.lines.append(
            Line(
                capfirst(_(topic.title)),
                _(topic.purpose) if topic.purpose else "",
                room.load(topic.figure)(authority) if topic.figure else "",
                _(topic.action or topic.title),
                address(topic.page, authority),
            )
        )
    titles = {
        Verb.MEASURE: (_("Measure"), _("What the digital weighs and what the territory is.")),
        Verb.DECIDE: (_("Decide"), _("Where you stand, and what you could do next.")),
        Verb.ACT: (_("Act"), _("What you do, who does it, and what it changes.")),
        Verb.SHARE: (_("Share"), _("What you say of it, to the council and to everybody.")),
    }
    title, sentence = titles[verb]
    shown = {"groups": groups.values(), "title": title, "sentence": sentence}
    return render(request, "navigation/hub.html", shown)
