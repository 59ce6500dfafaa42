"""The data beside the public pages: JSON, CSV with its metadata (CSVW), and the Atom feed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urljoin

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from msgspec import to_builtins

from jalons.foundation.design.page_language import lang
from jalons.foundation.publishing.addresses import CHANGES, FEED, INDEX, Addresses
from jalons.foundation.publishing.declaration import DataFiles, PublicTerritory, shelves
from jalons.tabular.files.writing import csv_text

TYPES = {
    "json": "application/json; charset=utf-8",
    "jsonld": "application/ld+json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
}
_SHOWN = 60  # changes in the feed
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # a feed needs a moment, even with nothing in it


def data_names(snapshot: PublicTerritory) -> list[str]:
    """The names of the data files that are not empty; the feed is the last one."""
    return [*_files(snapshot), FEED]


def _files(snapshot: PublicTerritory) -> DataFiles:
    filled = [shelf for shelf in shelves() if snapshot.shelves[shelf.name].items]
    return {name: write for shelf in filled for name, write in shelf.data.items()}


def data_file(snapshot: PublicTerritory, name: str, addresses: Addresses, base: str = "") -> bytes:
    """The bytes of a data file; ``KeyError`` for another name. ``base`` is where the site is."""
    if name == FEED:
        return _feed(snapshot, addresses, base)
    content = _files(snapshot)[name](snapshot)
    if not isinstance(content, str):
        content = json.dumps(to_builtins(content), ensure_ascii=False, indent=1) + "\n"
    return content.encode("utf-8")


# Tables -------------------------------------------------------------------------------------------

type TableColumn = tuple[str, str, str]  # its name, its datatype of CSVW, what it means


def table_files(
    name: str,
    columns: Sequence[TableColumn],
    key: Sequence[str],
    rows: Callable[[PublicTerritory], Iterator[Sequence[Any]]],
) -> DataFiles:
    """A table as CSV (RFC 4180), and what its columns mean as the W3C's CSV on the Web.

    Every text is made inert for spreadsheets.
    """

    def table(snapshot: PublicTerritory) -> str:
        heading = [name for name, _kind, _meaning in columns]
        return csv_text([heading, *map(list, rows(snapshot))], delimiter=",")

    def metadata(snapshot: PublicTerritory) -> dict[str, Any]:
        return {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "url": f"{name}.csv",
            "dc:title": snapshot.name,
            "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True},
            "tableSchema": {
                "columns": [
                    {"name": column, "titles": column, "datatype": kind, "dc:description": meaning}
                    for column, kind, meaning in columns
                ],
                "primaryKey": list(key),
            },
        }

    return {f"{name}.csv": table, f"{name}.csv-metadata.json": metadata}


# The feed -----------------------------------------------------------------------------------------


class _Feed(Atom1Feed):
    """A feed whose moment is that of its latest change, so that the same feed is the same bytes."""

    def latest_post_date(self) -> datetime:
        """The latest change, or the opening of the page."""
        moments = [item["updateddate"] for item in self.items]
        return cast("datetime", max(moments, default=self.feed["opened"] or _NEVER))


def _feed(snapshot: PublicTerritory, addresses: Addresses, base: str) -> bytes:
    """The changes as Atom (RFC 4287), named by durable URNs; ``base`` makes links absolute."""

    def at(address: str) -> str:
        return urljoin(base, address) if base else address

    written = _Feed(
        title=_("%(name)s: what changed") % {"name": snapshot.name},
        link=at(addresses.page(INDEX)),
        description=None,
        feed_url=at(addresses.data(FEED)),
        feed_guid=f"{snapshot.page.authority.urn}:changes",
        author_name=snapshot.name,
        language=lang(),
        opened=snapshot.page.opened_at,
    )
    for change in snapshot.changes[:_SHOWN]:
        written.add_item(
            title=f"{change.label} — {change.verb_words}",
            link=at(addresses.page(CHANGES)),
            description=f"{change.label} — {change.verb_words}",
            unique_id=str(change.urn),
            pubdate=change.when,
            updateddate=change.when,
            categories=[change.about.kind],
        )
    return written.writeString("utf-8").encode("utf-8")
