"""What may be shown, what is, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jalons.foundation.accounts.models import Authority, publishing
from jalons.foundation.publishing.declaration import Shelf
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.kernel import Urn


@dataclass(frozen=True, slots=True)
class Showable:
    """An object that may be shown, and whether it is."""

    urn: Urn
    label: str
    shown: bool


def page_of(authority: Authority) -> PublicPage:
    """The public page of an authority; a new closed one, not saved, while nobody touched it."""
    found = PublicPage.objects.of(authority).select_related("authority__territory").first()
    return found or PublicPage(authority=authority)


def open_page(slug: str) -> PublicPage | None:
    """The page of that name when it is open to everybody, None otherwise."""
    authority = Authority.objects.select_related("territory").filter(slug=slug).first()
    if authority is None or not authority.may_publish:
        return None
    page = page_of(authority)
    return page if page.is_open else None


def open_pages(**where: Any) -> list[PublicPage]:
    """The open pages of this instance, or those ``where`` says, by name; the demonstration last."""
    found = PublicPage.unscoped.filter(publishing("authority__"), is_open=True, **where)
    return sorted(
        found.select_related("authority__territory"),
        key=lambda page: (page.authority.kind == Authority.Kind.DEMO, page.authority.name),
    )


def showable(authority: Authority, shelf: Shelf) -> list[Showable]:
    """What may be shown of a shelf, in the order people know it."""
    chosen = {each.urn for each in Published.objects.of(authority)}
    return [Showable(urn, label, str(urn) in chosen) for urn, label in shelf.offered(authority)]
