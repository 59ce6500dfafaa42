"""What an open page shows, for machines: without a token, and nothing the page does not show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import Call, Endpoints
from jalons.foundation.api.records import Page, PageQuery, Record
from jalons.foundation.publishing.declaration import PublicChange, Shelf
from jalons.foundation.publishing.output.public_snapshot import public_territory


class PublicChangeRecord(Record, frozen=True, kw_only=True):
    """Something that changed in what is shown: a verb and an object."""

    id: str
    when: datetime
    verb: str
    about: str
    label: str


def values(slug: str, shelf: Shelf) -> list[Any]:
    """The public values of a shelf of an authority; ``Http404`` while its page is closed."""
    return public_territory(slug).shelves[shelf.name].values


def declare(  # noqa: PLR0913  each one a fact of the endpoint
    endpoints: Endpoints,
    path: str,
    summary: Any,
    shelf: Shelf,
    record: type[Record],
    *,
    of: Callable[[Any], Any] = lambda value: value,
) -> None:
    """Add the endpoint of a shelf to those of its room; ``of`` gives the record of a value."""

    def listing(_call: Call, territory: str, query: PageQuery) -> Any:
        return Page.of(values(territory, shelf), query, of)

    listing.__name__ = f"public_{path}"
    listing.__annotations__["return"] = Page[record]  # type: ignore[valid-type]
    endpoints.get(f"public/<slug:territory>/{path}", summary)(listing)


def declare_changes(endpoints: Endpoints) -> None:
    """Add the endpoint of the changes to those of the room that shows the rest."""
    endpoints.get("public/<slug:territory>/changes", _("The changes of a public page"))(
        public_changes
    )


def public_changes(_call: Call, territory: str, query: PageQuery) -> Page[PublicChangeRecord]:
    """Latest first; 404 while the page is closed."""
    return Page.of(public_territory(territory).changes, query, _change)


def _change(each: PublicChange) -> PublicChangeRecord:
    return PublicChangeRecord(
        id=str(each.urn), when=each.when, verb=each.verb, about=str(each.about), label=each.label
    )
