"""The shapes every room uses in its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from msgspec import Meta, Struct

from jalons.kernel import Interval, Source

MOST_PER_PAGE = 500

T = TypeVar("T")


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document that is read or answered: frozen, with every field named and typed."""


class BoundsRecord(Record, frozen=True, kw_only=True):
    """A value with the bounds of its 90 % interval."""

    low: float
    mid: float
    high: float

    @classmethod
    def of(cls, value: Interval) -> BoundsRecord:
        """The interval of the kernel, as answered."""
        return cls(low=value.low, mid=value.mid, high=value.high)


class SourceRecord(Record, frozen=True, kw_only=True):
    """Where a figure or a definition comes from; ``verified`` is false until someone checked.

    ``opened`` is the day it was opened and read, null when it was not or is not known.
    """

    title: str
    publisher: str
    published: date | None
    licence: str
    link: str
    verified: bool
    opened: date | None

    @classmethod
    def of(cls, source: Source) -> SourceRecord:
        """The source of the kernel, as answered."""
        return cls(
            title=source.title,
            publisher=source.publisher,
            published=source.published,
            licence=source.licence,
            link=source.link,
            verified=source.verified,
            opened=source.opened,
        )


class PageQuery(Record, frozen=True, kw_only=True):
    """Which part of a list is wanted."""

    page: Annotated[int, Meta(ge=1)] = 1
    per_page: Annotated[int, Meta(ge=1, le=MOST_PER_PAGE)] = 50


class Page(Struct, Generic[T], frozen=True, kw_only=True):  # noqa: UP046  msgspec reads Generic
    """A part of a list: ``total`` counts the whole list, ``next`` is the page after, or null."""

    items: list[T]
    page: int
    pages: int
    total: int
    next: int | None

    @classmethod
    def of(
        cls, found: Sequence[Any] | QuerySet[Any], query: PageQuery, say: Callable[..., T]
    ) -> Page[T]:
        """The requested page, each of its items turned into a record by ``say``."""
        pages = Paginator(found, query.per_page)
        rows = pages.get_page(query.page) if query.page <= pages.num_pages else None
        return cls(
            items=[say(row) for row in rows] if rows else [],
            page=query.page,
            pages=pages.num_pages,
            total=pages.count,
            next=query.page + 1 if query.page < pages.num_pages else None,
        )


class Problem(Record, frozen=True, kw_only=True):
    """What went wrong, in words: the core of an RFC 9457 problem."""

    code: str
    title: str
    hint: str


class AuthorityRecord(Record, frozen=True, kw_only=True):
    """An authority of this instance."""

    slug: str
    name: str
    kind: str
    siren: str | None
    staff: int | None


class JobRecord(Record, frozen=True, kw_only=True):
    """Work in the background; ``result`` is the URN of what it made, once it is done."""

    id: int
    kind: str
    label: str
    state: str
    done_steps: int
    total_steps: int | None
    result: str | None
    problem: Problem | None
    created_at: datetime
    finished_at: datetime | None
    url: str
