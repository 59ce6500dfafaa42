"""What may be shown, what is, and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from jalons.foundation.accounts.models import Authority, publishing
from jalons.foundation.design.page_language import lang
from jalons.kernel import Urn
from jalons.strategy.engine.publication import Shelf
from jalons.strategy.engine.roadmap import ordered
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web import queries as measured
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.publication import naming
from jalons.strategy.web.publication.models import PublicPage, Published
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.statutory.models import StatutoryDocument


@dataclass(frozen=True, slots=True)
class Showable:
    """An object that may be shown, and whether it is."""

    urn: Urn
    label: str
    shown: bool
    group: str = ""


def page_of(authority: Authority) -> PublicPage:
    """The public page of an authority; a fresh closed one, not saved, while nobody touched it."""
    found = PublicPage.objects.of(authority).select_related("authority__territory").first()
    return found or PublicPage(authority=authority)


def open_page(slug: str) -> PublicPage | None:
    """The page of that name when it is open to everybody, None otherwise."""
    authority = Authority.objects.select_related("territory").filter(slug=slug).first()
    if authority is None or not authority.may_publish:
        return None
    page = page_of(authority)
    return page if page.is_open else None


def open_pages() -> list[PublicPage]:
    """The open pages of this instance, by name; the demonstration last."""
    found = PublicPage.unscoped.filter(publishing("authority__"), is_open=True)
    return sorted(
        found.select_related("authority__territory"),
        key=lambda page: (page.authority.kind == Authority.Kind.DEMO, page.authority.name),
    )


def showable(authority: Authority, shelf: Shelf) -> list[Showable]:
    """What may be shown of a family, in the order people know it."""
    held = {each.urn for each in Published.objects.of(authority)}
    pairs = {
        Shelf.COMMITMENTS: _commitments,
        Shelf.ACTIONS: _actions,
        Shelf.INDICATORS: _indicators,
        Shelf.DOCUMENTS: _documents,
        Shelf.ACTORS: _actors_agreed,
    }[shelf](authority)
    return [Showable(urn, label, str(urn) in held) for urn, label in pairs]


def _commitments(_authority: Authority) -> list[tuple[Urn, str]]:
    return [
        (naming.commitment(each.number), f"{each.number} · {each.title.to(lang())}")
        for each in manifesto().commitments
    ]


def _actions(authority: Authority) -> list[tuple[Urn, str]]:
    lines = ordered(roadmap.lines(authority), "number", timezone.localdate())
    return [(Urn("action", each.id), f"{each.number} {each.title}".strip()) for each in lines]


def _indicators(authority: Authority) -> list[tuple[Urn, str]]:
    """The measured ones: there is nothing to show of the others."""
    latest = measured.latest(authority)
    return [
        (naming.indicator(each.id), each.name.to(lang()))
        for each in catalogue().indicators.values()
        if each.id in latest
    ]


def _documents(authority: Authority) -> list[tuple[Urn, str]]:
    signed = StatutoryDocument.objects.of(authority).filter(
        state=StatutoryDocument.State.SIGNED, frozen__isnull=False, deleted_at=None
    )
    return [(each.urn, naming.document(each)) for each in signed]


def _actors_agreed(authority: Authority) -> list[tuple[Urn, str]]:
    """Those that agreed to be named: there is nothing to show of the others."""
    return [(each.urn, each.name) for each in register.ordered(register.agreed(authority), "name")]
