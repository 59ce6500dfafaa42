"""The documents that were signed off: a shelf of the public page."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.addresses import FORMATS, Addresses
from jalons.kernel import Messages, Urn
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.statutory.models import StatutoryDocument

_SHORTEST = 4  # characters of a title by which a document is known to print its action


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A document signed off, and the name its files have."""

    id: str
    title: str
    signed: date
    file: str


def _signed(authority: Authority) -> QuerySet[StatutoryDocument]:
    return StatutoryDocument.objects.of(authority).filter(
        state=StatutoryDocument.State.SIGNED, frozen__isnull=False, deleted_at=None
    )


def _title(document: StatutoryDocument) -> str:
    """Its kind, its year, its edition when it is not the first."""
    kind = Messages.of("jalons.strategy").text(f"public_document.{document.kind}", lang())
    title = f"{kind} {document.year}"
    return f"{title} ({document.edition})" if document.edition > 1 else title


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    return [(each.urn, _title(each)) for each in _signed(authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in _signed(authority) if each.signed_at and str(each.urn) in chosen]
    titles = roadmap.actions(authority).filter(unread=True).values_list("title", flat=True)
    unread = [title for title in titles if len(title) >= _SHORTEST]
    agreed = {str(pk) for pk in register.agreed(authority).values_list("pk", flat=True)}
    return public.ShelfContent(tuple(_item(row, unread, agreed) for row in rows))


def _item(
    row: StatutoryDocument, unread: Collection[str], agreed: Collection[str]
) -> public.PublicItem:
    """A document, with the titles it prints that nobody read and the actors that left."""
    texts = tuple(filter(None, _texts(row.frozen)))
    whole = "\n".join(texts)
    named = (row.kept or {}).get("named", {}).items()
    value = PublicDocument(
        id=str(row.pk),
        title=_title(row),
        signed=timezone.localtime(row.signed_at).date(),
        file=f"{row.kind}-{row.year}-{row.edition}",
    )
    return public.PublicItem(
        row.urn,
        value.title,
        value,
        texts,
        imported=any(title in whole for title in unread),
        withdrawn=tuple(name for pk, name in named if pk not in agreed and name in whole),
    )


def _texts(tree: object) -> Iterator[str]:
    """The texts of a document tree, whatever its shape."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts(each)


def _tree(authority: Authority, key: str) -> dict[str, Any]:
    return _signed(authority).get(pk=key).frozen or {}


def _words(
    _snapshot: public.PublicTerritory, values: list[Any], addresses: Addresses
) -> dict[str, Any]:
    return {
        "rows": [
            (
                each,
                day_words(each.signed),
                [(kind.upper(), addresses.document(each.id, each.file, kind)) for kind in FORMATS],
            )
            for each in values
        ]
    }


DOCUMENTS = public.Shelf(
    name="documents",
    kind="document",
    title=gettext_lazy("Documents"),
    offered=_offered,
    shown=_shown,
    template="strategy/publication/documents.html",
    words=_words,
    per_page=20,
    tree=_tree,
)
