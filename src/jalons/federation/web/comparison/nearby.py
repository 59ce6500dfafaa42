"""What other territories did, need and offer, by distance and size: contact by role only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.federation.engine.nearness import Nearness, Spot, nearness
from jalons.federation.web.comparison import queries
from jalons.federation.web.received.models import ItemContent, ReceivedItem
from jalons.federation.web.received.preview import kind_words
from jalons.federation.web.received.register import items
from jalons.federation.web.sources.models import Source
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang, number_words
from jalons.foundation.register.pages import url_of
from jalons.tabular.matching import has_words
from jalons.tabular.persons import is_person, persons_in

MOST = 500  # files that are opened for a page, the latest
NOTICES = ("need", "offer")
UNKNOWN = Spot(None, None, None)
SUBJECTS = ("equipment", "skill", "purchase", "tool", "other")


@dataclass(frozen=True, slots=True)
class NearItem:
    """A file of another territory: what it says, of whom, how near."""

    item: ReceivedItem
    content: dict[str, Any]
    territory: str
    near: Nearness
    is_said: bool = False  # its place is what the file says, no official list has it

    @property
    def contact(self) -> str:
        """The service to ask for; never a person."""
        service = str(self.content.get("service", "")).strip()
        return "" if is_person(service) or persons_in(service) else service


def read(authority: Authority, *kinds: str) -> list[NearItem]:
    """The latest files of some kinds, the nearest and most alike first, then the latest."""
    rows = list(queries.shared_items(authority, *kinds).order_by("-made_on", "title")[:MOST])
    known = queries.trusted(authority).filter(publisher__in={each.origin for each in rows})
    authors = {each.publisher: each for each in known}
    places = queries.territories(each.siren for each in authors.values())
    own = authority.territory
    spots = queries.spots([*places.values(), *([own] if own else [])])
    here = spots[own.pk] if own else UNKNOWN
    found = []
    for item, content in opened(authority, rows):
        author = authors.get(item.origin)
        place = places.get(author.siren) if author else None
        near = nearness(here, spots[place.pk] if place else _said(content))
        found.append(NearItem(item, content, _author(item, author), near, place is None))
    return sorted(found, key=lambda each: each.near.order)


def opened(
    authority: Authority, rows: Sequence[ReceivedItem]
) -> Iterator[tuple[ReceivedItem, dict[str, Any]]]:
    """What some files say, those that are here and read as JSON objects."""
    stored = ItemContent.objects.of(authority).filter(digest__in={each.digest for each in rows})
    files = {each.digest: each.file for each in stored}
    for item in rows:
        try:
            with files[item.digest].open("rb") as file:
                content = msgspec.json.decode(file.read())
        except (KeyError, OSError, msgspec.DecodeError):
            continue
        if isinstance(content, dict):
            yield item, content


def _author(item: ReceivedItem, author: Source | None) -> str:
    """Who published a file first; a relay is named as one."""
    return str(author) if author else _("passed on by %(name)s") % {"name": item.source}


def _said(content: dict[str, Any]) -> Spot:
    """What a file says itself of a territory that no official list has: its place, its size."""
    population, place = content.get("population"), content.get("place")
    lat, lon = (
        (place.get(name) for name in ("lat", "lon")) if isinstance(place, dict) else (None, None)
    )
    size = population if isinstance(population, int) else None
    if not (isinstance(lat, int | float) and isinstance(lon, int | float)):
        return Spot(None, None, size)
    return Spot(lat, lon, size)


def distance_words(each: NearItem) -> str:
    """How far a territory is, as it says itself when no official list has it."""
    if each.near.km is None:
        return _("distance not known")
    words = _("%(count)s km, as it says") if each.is_said else _("%(count)s km")
    return words % {"count": number_words(each.near.km, 0)}


def place_note(authority: Authority) -> str:
    """What distances are worth in a demonstration."""
    is_demo = authority.kind == Authority.Kind.DEMO
    return _("These territories are fictional, and so are these distances.") if is_demo else ""


def size_words(near: Nearness) -> str:
    """How large a territory is beside one's own."""
    if near.times is None:
        return "–"
    if 0.5 <= near.times <= 2:
        return _("of your size")
    if near.times > 1:
        return _("%(count)s times larger") % {"count": number_words(near.times, 0)}
    return _("%(count)s times smaller") % {"count": number_words(1 / near.times, 0)}


# Who solved the same ------------------------------------------------------------------------------


def solved(authority: Authority, words: str) -> list[NearItem]:
    """The actions with every word, the nearest and most alike first."""
    return [each for each in read(authority, "action") if has_words(words, _text(each))]


def _text(each: NearItem) -> str:
    values = (each.content.get(name, "") for name in ("title", "description", "results", "themes"))
    return " ".join([each.item.title, each.territory, *map(str, values)])


def solved_words(count: int, words: str) -> str:
    """How many actions were found."""
    if not count:
        return _("No action matches these words.") if words else _("No action was received yet.")
    return ngettext(
        "%(count)s action of another territory, the nearest first.",
        "%(count)s actions of other territories, the nearest first.", count,
    ) % {"count": number_words(count)}  # fmt: skip


def solved_table(rows: Sequence[NearItem], note: str = "") -> Table | None:
    """Actions with their territory, how near, how alike."""
    columns = (Column(_("Action")), Column(_("Territory")), Column(_("Distance"), numeric=True),
               Column(_("Size")), Column(_("Result")))  # fmt: skip
    lines = tuple(
        (Cell(each.item.title, url=url_of(items, each.item)), each.territory,
         distance_words(each), size_words(each.near), _short(each.content.get("results", "")))
        for each in rows
    )  # fmt: skip
    return Table(_("Actions of other territories"), columns, lines, note=note) if lines else None


def _short(text: object, most: int = 140) -> str:
    """The first words of a text; none when it may name somebody."""
    words = " ".join(str(text).split())
    if not words or persons_in(words):
        return "–"
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]}…"


# Needs and offers ---------------------------------------------------------------------------------


def notices(authority: Authority, day: date, kind: str = "", subject: str = "") -> list[NearItem]:
    """What is needed and offered that day; what an unknown choice asks for is nothing."""
    wanted = [kind] if kind else list(NOTICES)
    if kind and kind not in NOTICES:
        return []
    return [
        each for each in read(authority, *wanted)
        if not (until := str(each.content.get("until", ""))) or until >= day.isoformat()
        if not subject or each.content.get("subject") == subject
    ]  # fmt: skip


def notice_words(found: Sequence[NearItem]) -> str:
    """How many needs and offers there are."""
    needs = sum(each.item.kind == "need" for each in found)
    offers = len(found) - needs
    if not found:
        return _("No need and no offer for now.")
    one = ngettext("%(count)s need", "%(count)s needs", needs) % {"count": number_words(needs)}
    other = ngettext("%(count)s offer", "%(count)s offers", offers) % {
        "count": number_words(offers)
    }
    return _("%(needs)s, %(offers)s, the nearest first.") % {"needs": one, "offers": other}


def kind_choices() -> list[tuple[str, str]]:
    """The two kinds of notices."""
    return [(kind, kind_words(kind)) for kind in NOTICES]


def subject_choices() -> list[tuple[str, str]]:
    """What a notice may be about."""
    return [(subject, capfirst(say(f"subject.{subject}", lang()))) for subject in SUBJECTS]


def notice_table(rows: Sequence[NearItem], note: str = "") -> Table | None:
    """Needs and offers: what, how much, until when, whom to ask."""
    subjects = dict(subject_choices())
    columns = (Column(_("Need or offer")), Column(pgettext("notice", "About")),
               Column(_("Quantity"), numeric=True), Column(_("Territory")),
               Column(_("Distance"), numeric=True), Column(_("Until")),
               Column(_("Whom to ask")))  # fmt: skip
    lines = tuple(
        (Cell(each.item.title, url=url_of(items, each.item), mark=kind_words(each.item.kind),
              mark_kind="ok" if each.item.kind == "offer" else "walk"),
         subjects.get(str(each.content.get("subject")), "–"), quantity_words(each.content),
         each.territory, distance_words(each), _until(each.content),
         capfirst(each.contact) or _("the town hall"))
        for each in rows
    )  # fmt: skip
    return Table(_("Needs and offers"), columns, lines, note=note) if lines else None


def quantity_words(content: dict[str, Any]) -> str:
    """How much, in the words of who wrote it."""
    quantity = content.get("quantity")
    if not isinstance(quantity, int | float):
        return "–"
    return f"{number_words(quantity)} {_short(content.get('unit', ''), 50)}".replace(" –", "")


def _until(content: dict[str, Any]) -> str:
    try:
        return day_words(date.fromisoformat(str(content.get("until", ""))))
    except ValueError:
        return "–"
