"""A page of the list of a type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from jalons.broker.engine.entities import Doc
from jalons.foundation.design.components import Cell, Column, Row, Table
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount, moment, number_of
from jalons.twin.web.observations import queries

from .pages import link
from .queries import BY_ID, PER_PAGE, Listed, ListQuery


@dataclass(frozen=True, slots=True)
class ListPage:
    name: str
    table: Table | None
    page: Page[Any]
    total: int
    capped: bool
    csv: str


def listing(
    name: str, listed: Listed, requested: ListQuery, *, url: Callable[[str], str]
) -> ListPage:
    called = [words.attribute([listed.kind.iri], iri) for iri in listed.columns]
    rows: tuple[Row, ...] = tuple(
        (
            Cell(queries.title(doc), url=url(doc["id"])),
            *(_value(doc, iri) for iri in listed.columns),
            moment(queries.last_seen(doc)),
            number_of(doc["id"]),
        )
        for doc in listed.docs
    )
    columns = (
        Column(_("Name"), sort="name"),
        *(Column(word.label, numeric=True, sort=word.name) for word in called),
        Column(_("Last observation")),
        Column(_("Identifier"), sort=BY_ID),
    )
    page = Paginator(range(listed.total), PER_PAGE).get_page(requested.page)
    parameters = {"mots": requested.words, "sort": requested.sort}
    return ListPage(
        name,
        Table(name, columns, rows, sorted_by=requested.sort or "name") if rows else None,
        page,
        listed.total,
        listed.capped,
        link(parameters, format="csv"),
    )


def _value(doc: Doc, iri: str) -> str:
    instances = doc["attrs"].get(iri)
    return amount(instances[0]["value"], instances[0].get("unitCode", "")) if instances else "–"
