"""What can be found, declared by rooms: ``FINDERS`` and ``PAGES`` of the modules ``site`` names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, Protocol

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority, Role
from jalons.kernel.contracts import Port
from jalons.tabular.folding import searchable
from jalons.tabular.matching import has_word, words_of

LEAST = 2  # characters of a word, one at least
SHOWN, MOST = 5, 50  # results of a kind beside the others, and alone


@dataclass(frozen=True)
class Search:
    """A search in an authority: its words, the role of the visitor, how many results of a kind."""

    authority: Authority
    role: Role
    user: Any
    text: str
    limit: int

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words to find; none when nothing long enough was typed."""
        words = words_of(self.text)
        return words if any(len(each) >= LEAST for each in words) else ()

    def rank(self, label: str, *others: str) -> int | None:
        """0 when the label has every word, 1 with the other texts, None when a word is missing."""
        folded = searchable(label)
        left = [word for word in self.words if not has_word(word, folded)]
        if not left:
            return 0
        folded = searchable(" ".join(others))
        return 1 if all(has_word(word, folded) for word in left) else None

    def address(self, name: str, *args: object, **query: str) -> str:
        """The address of a page of the authority."""
        return reverse(name, args=[self.authority.slug, *args], query=query or None)


@dataclass(frozen=True, slots=True)
class Found:
    """A result: what it is called, what else is said of it, where it is."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The first results of a kind and how many there are; ``more`` when there may be others.

    ``url`` is a list that shows them all; ``elsewhere`` are lists too long to be read here, where
    the same words can be looked for.
    """

    found: tuple[Found, ...] = ()
    total: int = 0
    more: bool = False
    url: str = ""
    elsewhere: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Finder:
    """A kind of objects that can be found: its title, its count in words, and what finds them."""

    kind: str
    title: str | Promise
    counted: Callable[[int], str]
    find: Callable[[Search], Findings]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the product found by its title, or by other words people have for it."""

    name: str
    title: str | Promise
    also: str | Promise = ""
    needs: Role = Role.READER


searched: Port[tuple[str, ...]] = Port("searched")


type Candidates[T] = Iterable[tuple[T, Sequence[str]]]


def matching[T](search: Search, every: Candidates[T], shown: Callable[[T], Found]) -> Findings:
    """The candidates whose texts have every word, those whose first text has them all first."""
    found = _ranked(search, every)
    return Findings(tuple(map(shown, found[: search.limit])), len(found))


def among[M: models.Model](
    search: Search, rows: QuerySet[M], texts: tuple[str, ...], shown: Callable[[M], Found]
) -> Findings:
    """The rows whose fields ``texts`` have every word, in two queries.

    Words are compared here: neither database does it without accents.
    """
    read = rows.values_list("pk", *texts).iterator(chunk_size=2_000)
    keys = _ranked(search, ((pk, [_text(each) for each in row]) for pk, *row in read))
    first = keys[: search.limit]
    objects = rows.in_bulk(first)
    return Findings(tuple(shown(objects[pk]) for pk in first if pk in objects), len(keys))


class Findable(Protocol):
    """A register: the stem of its pages, its living rows, the fields that its list searches."""

    @property
    def name(self) -> str:
        """The name of the page of a record, in addresses."""

    @property
    def list(self) -> Any:
        """Its list, whose ``search`` names fields."""

    def of(self, authority: Authority) -> QuerySet[Any]:
        """The living records of an authority."""


def finder_of(
    kind: str, title: str | Promise, counted: Callable[[int], str], register: Findable,
    detail: Callable[[Any], object] = lambda _record: "",
) -> Finder:  # fmt: skip
    """What finds the records of a register by the words that its list searches."""

    def find(search: Search) -> Findings:
        def shown(each: Any) -> Found:
            return Found(str(each), str(detail(each)), search.address(register.name, each.pk))

        rows = register.of(search.authority).prefetch_related(None)
        return among(search, rows, register.list.search, shown)

    return Finder(kind, title, counted, find)


def _ranked[T](search: Search, every: Candidates[T]) -> list[T]:
    found: tuple[list[T], list[T]] = ([], [])
    for each, texts in every:
        if (rank := search.rank(*texts)) is not None:
            found[rank].append(each)
    return found[0] + found[1]


def _text(value: Any) -> str:
    """A field as a text: a list is its parts."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _pages(search: Search) -> Findings:
    """The pages of the product the role may open."""

    def shown(each: Page) -> Found:
        return Found(str(each.title), "", search.address(each.name))

    allowed = (each for each in _declared("PAGES") if search.role.allows(each.needs))
    return matching(search, ((e, (str(e.title), str(e.also))) for e in allowed), shown)


def _declared(name: str) -> list[Any]:
    return [each for module in searched() for each in getattr(import_module(module), name, ())]


def finders() -> tuple[Finder, ...]:
    """Every kind that can be found, in the order of the page of results."""
    pages = Finder(
        "pages", _("Pages"), lambda n: ngettext("%(count)s page", "%(count)s pages", n), _pages
    )
    return (pages, *_declared("FINDERS"))
