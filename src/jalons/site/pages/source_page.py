"""The page of sources: by domain, those read, those to confirm, our judgement, what is missing.

Nothing is listed by hand: rooms declare what they rest on, with the flags of data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.access import public
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words
from jalons.foundation.rooms import loaded, provided
from jalons.foundation.territories.sourced import domains as territories
from jalons.kernel import Source
from jalons.kernel.source import Sourced, SourcedDomain

_OWN = "Jalons"  # the publisher of what nobody else says: a judgement, with nothing to open
_NAMED = 3  # things named beside a source, before “and others”


@dataclass(frozen=True, slots=True)
class DomainWords:
    """A domain in the words of the page: the sources to confirm apart from those that were read."""

    rank: int
    title: str
    doubtful: Table | None
    doubtful_label: str
    opened: Table | None
    opened_label: str
    judged: tuple[str, ...]
    missing: tuple[str, ...]


@public
def sources(request: HttpRequest) -> HttpResponse:
    """What Jalons rests on, and how far; one domain whole with ``?domaine=`` its rank from 1."""
    found = domains()
    worded = [_worded(domain, rank) for rank, domain in enumerate(found, start=1)]
    chosen = next((e for e in worded if str(e.rank) == request.GET.get("domaine")), None)
    doubtful = {_place(each.source) for domain in found for each in _cited(domain) if _weak(each)}
    every = {_place(each.source) for domain in found for each in _cited(domain)}
    context = {
        "domains": worded,
        "chosen": chosen,
        "total": len(every),
        "doubtful": len(doubtful),
    }
    return render(request, "site/sources.html", context)


def domains() -> tuple[SourcedDomain, ...]:
    """Every domain of the product, from its room."""
    declared = (territories, *loaded(lambda room: room.web.sources))
    methods = provided(lambda room: room.web.audit)
    own = [_of_audits(methods)] if methods else []
    return (*(each for domains_of in declared for each in domains_of()), *own)


def _of_audits(methods: Any) -> SourcedDomain:
    models = (
        (_("EcoIndex of web pages"), methods.ecoindex_method().source),
        (_("Values of the EcoIndex in grams"), methods.ecoindex_method().proxies_source),
        (_("Climate footprint of web pages"), methods.carbon_model().source),
    )
    return SourcedDomain(
        _("Web pages"),
        tuple(Sourced(what, source, source.verified) for what, source in models),
    )


def _cited(domain: SourcedDomain) -> list[Sourced]:
    return [each for each in domain.sourced if each.source.publisher != _OWN]


def _weak(each: Sourced) -> bool:
    return not each.confirmed or not each.source.verified or bool(each.doubt)


def _place(source: Source) -> tuple[str, str, str]:
    return source.publisher, source.title, source.link


def _worded(domain: SourcedDomain, rank: int = 1) -> DomainWords:
    by_source: dict[tuple[str, str, str], list[Sourced]] = {}
    for each in _cited(domain):
        by_source.setdefault(_place(each.source), []).append(each)
    weak = [figures for figures in by_source.values() if any(map(_weak, figures))]
    firm = [figures for figures in by_source.values() if not any(map(_weak, figures))]
    return DomainWords(
        rank=rank,
        title=domain.title,
        doubtful=_table(_("To confirm: %(domain)s") % {"domain": domain.title}, weak),
        doubtful_label=ngettext(
            "%(count)s source to confirm", "%(count)s sources to confirm", len(weak)
        )
        % {"count": len(weak)},
        opened=_table(_("Read: %(domain)s") % {"domain": domain.title}, firm),
        opened_label=ngettext("%(count)s source was read", "%(count)s sources were read", len(firm))
        % {"count": len(firm)},
        judged=(*domain.judged, *_judged(domain)),
        missing=domain.missing,
    )


def _judged(domain: SourcedDomain) -> Iterable[str]:
    """What the room says of itself, source by source."""
    own: dict[str, list[str]] = {}
    for each in domain.sourced:
        if each.source.publisher == _OWN:
            own.setdefault(each.source.title, []).append(each.what)
    for title, whats in own.items():
        yield _("%(title)s: %(what)s") % {"title": title, "what": _named(whats)}


def _table(caption: str, rows: list[list[Sourced]]) -> Table | None:
    columns = (Column(_("Source")), Column(_("What rests on it")), Column(_("State")))
    return Table(caption, columns, tuple(map(_row, rows))) if rows else None


def _row(figures: list[Sourced]) -> tuple[Cell | str, ...]:
    source = figures[0].source
    title = f"{source.publisher}, {source.title}" if source.publisher else source.title
    doubts = dict.fromkeys(figure.doubt for figure in figures if figure.doubt)
    what = " ".join((_named([figure.what for figure in figures]), *doubts))
    return (Cell(title, url=source.link), what, _state(figures))


def _named(whats: list[str]) -> str:
    """The first things named, and how many more."""
    names = list(dict.fromkeys(what.rstrip(".") for what in whats))
    said, more = names[:_NAMED], len(names) - _NAMED
    if more > 0:
        said.append(ngettext("and %(count)s other", "and %(count)s others", more) % {"count": more})
    text = _("; ").join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _state(figures: list[Sourced]) -> Cell | str:
    weak = sum(map(_weak, figures))
    if weak == len(figures):
        return _("to confirm")
    if weak:
        return _("%(weak)s to confirm out of %(total)s") % {"weak": weak, "total": len(figures)}
    opened = figures[0].source.opened
    if opened is None:
        return _("read")
    return _("opened on %(day)s") % {"day": day_words(opened)}
