"""The results an authority shows to everybody, once the consultation is closed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing import declaration as public
from jalons.kernel import Urn
from jalons.participation.engine.reading.results import Results
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.consultations.queries import open_now
from jalons.participation.web.reading import display, queries
from jalons.tabular.files.writing import csv_text

PAGE = "consultations"


def _texts(found: Results) -> Iterator[str]:
    """The words that people wrote."""
    yield from (found.title, found.purpose, found.promise)
    for each in found.tallies.questions:
        yield from (each.title, *(one.label for one in each.options))
    for theme in found.themes:
        yield from (theme.title, *theme.quotes)
        if theme.answer:
            yield from (theme.answer.text, theme.answer.reason, theme.answer.action)


def _item(found: Consultation, results: Results) -> public.PublicItem:
    value = {"id": str(found.urn), **msgspec.to_builtins(results)}
    texts = tuple(dict.fromkeys(filter(None, _texts(results))))
    return public.PublicItem(found.urn, found.title, value, texts)


def _changes(found: Consultation) -> Iterator[public.PublicChange]:
    """What was said or done about a theme since: the feed says it."""
    for each in queries.themes(found).exclude(answer_state=""):
        words = pgettext_lazy("feed", "what was done")
        yield public.PublicChange(
            Urn("change", f"{found.authority.slug}.{each.pk}.{each.version}"), each.changed_at,
            each.answer_state, f"{words} · {each.get_answer_state_display()}", found.urn,
            f"{found.title} — {each.title}",
        )  # fmt: skip


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    return [(each.urn, each.title) for each in queries.consultations(authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    rows = [each for each in queries.consultations(authority) if str(each.urn) in chosen]
    changes = (change for each in rows for change in _changes(each))
    items = (_item(each, queries.results(each)) for each in rows)
    return public.ShelfContent(tuple(items), changes=tuple(changes))


def results_of(value: dict[str, Any]) -> Results:
    """The results in a public value."""
    return msgspec.convert({key: each for key, each in value.items() if key != "id"}, Results)


def _csv(whole: public.PublicTerritory) -> str:
    """Every result as lines, the consultation first."""
    found = [(each["title"], display.lines(results_of(each)))
             for each in whole.shelves[PAGE].values]  # fmt: skip
    heads = ["consultation", *found[0][1][0]]
    return csv_text([heads, *([title, *line] for title, lines in found for line in lines[1:])],
                    delimiter=",")  # fmt: skip


def _invites(authority: Authority) -> list[tuple[str, str]]:
    """The consultations that take answers today."""
    return [(each.title, reverse("public_consultation", args=[authority.slug, each.pk]))
            for each in open_now(authority)]  # fmt: skip


RESULTS = public.Shelf(
    name=PAGE, kind="consultation", title=_("Results of consultations"),
    offered=_offered, shown=_shown, template="participation/publication/results.html", per_page=1,
    words=lambda _whole, values, _addresses: {
        "results": [display.page(results_of(each), level=3) for each in values]},
    reading=public.ReadingRule("reading_themes", sentences=True),
    data={"consultations.json": public.values_under("consultations", PAGE),
          "consultations.csv": _csv},
    invites=_invites,
    inside=_("Numbers, themes, quotes and what you did; small numbers are hidden, no name."),
)  # fmt: skip
