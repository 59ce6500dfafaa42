"""Which topic a page belongs to, known by its address: rooms declare theirs, none is listed here.

Addresses are public and stay; modules move.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.rooms import Page, Room, Topic, Verb, hub, topics

WITHIN = "collectivite/<slug:slug>/"
HUBS = {
    Verb.MEASURE: "mesurer/",
    Verb.DECIDE: "decider/",
    Verb.ACT: "agir/",
    Verb.SHARE: "partager/",
}


MOST_IN_ROW = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a navigation; ``current`` is ``page`` or ``true``, empty elsewhere."""

    label: str
    url: str
    current: str = ""


def topic_at(route: str) -> Topic | None:
    """The topic whose address covers a route most closely; None when no room declares it."""
    found = _place_at(route)
    return found[1] if found else None


def guide_at(route: str) -> str:
    """The guide of the pages at a route; empty when there is none."""
    found = _place_at(route)
    if found is None:
        return ""
    room, topic = found
    return topic.guide or next(iter(room.guides), "")


def _place_at(route: str) -> tuple[Room, Topic] | None:
    if not route.startswith(WITHIN):
        return None
    place = route.removeprefix(WITHIN)
    found = [(path, room, topic) for path, room, topic in _paths() if _covers(path, place)]
    return max(found, key=lambda each: len(each[0]))[1:] if found else None


def _paths() -> Iterator[tuple[str, Room, Topic]]:
    for room, topic in topics():
        for path in topic.paths:
            yield f"{room.path or ''}{path}", room, topic


def _covers(path: str, place: str) -> bool:
    return place.startswith(path) if path else not place


def verb_of(request: HttpRequest) -> Verb | None:
    """The word of the navigation the page of this request belongs to."""
    match = request.resolver_match
    if match is None:
        return None
    topic = topic_at(match.route)
    return topic.verb if topic else match.kwargs.get("verb")


def words(request: HttpRequest, authority: Authority) -> list[Entry]:
    """The five words, the current one marked."""
    current = verb_of(request)
    labels = {
        Verb.PATH: _("Path"),
        Verb.MEASURE: _("Measure"),
        Verb.DECIDE: _("Decide"),
        Verb.ACT: _("Act"),
        Verb.SHARE: _("Share"),
    }
    found = []
    for verb, label in labels.items():
        url = address("path_page" if verb is Verb.PATH else f"hub_{verb}", authority)
        found.append(Entry(label, url, _current(url, request, within=verb is current)))
    return found


def row(request: HttpRequest, authority: Authority) -> list[Entry]:
    """The pages of the topic one is in, or the topics of its word when it names no page.

    Of a word with many topics, only those of the same room stand beside each other.
    """
    match = request.resolver_match
    topic = topic_at(match.route) if match else None
    if topic is None:
        return []
    pages = topic.pages or tuple(Page(each.page, each.title) for each in _beside(topic))
    if len(pages) < 2:
        return []
    places = [(page, address(page.name, authority)) for page in pages]
    nearest = max((url for _page, url in places if request.path.startswith(url)), key=len,
                  default="")  # fmt: skip
    return [
        Entry(capfirst(_(page.title)), url, _current(url, request, within=url == nearest))
        for page, url in places
        if url
    ]


def _beside(topic: Topic) -> list[Topic]:
    """The topics of the word of a topic; when they are many, only those of its room."""
    found = hub(topic.verb)
    if len(found) > MOST_IN_ROW:
        own = next((room for room, each in found if each == topic), None)
        found = [(room, each) for room, each in found if room == own]
    return [each for _room, each in found]


def address(name: str, authority: Authority) -> str:
    """The address of a page of an authority; empty when no page has this name."""
    try:
        return reverse(name, kwargs={"slug": authority.slug})
    except NoReverseMatch:
        return ""


def _current(url: str, request: HttpRequest, *, within: bool) -> str:
    if url and url == request.path:
        return "page"
    return "true" if within else ""
