"""What a ministry may read: the figures of groups that an authority chose to publish.

A message of SDMX-CSV with its structure and its CSVW metadata, a description for catalogues (DCAT
in JSON-LD), and the national indicators beside ours. Only groups that were released, unnamed.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.federation.engine import sdmx
from jalons.federation.engine.releases import ComparedGroup, Release
from jalons.federation.store.rules import sdmx_structure
from jalons.federation.web.comparison import pages, queries
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Column, Table
from jalons.foundation.design.page_language import day_words, lang, number_words, period_words
from jalons.foundation.digests.links import instance_address
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.output.files import table_files
from jalons.foundation.rooms import N_, Page
from jalons.kernel import Interval, Period, Urn
from jalons.wording import format_central, format_span

PAGE, DCAT, NATIONAL = "groupes", "groupes.dcat.jsonld", "indicateurs-nationaux.json"
STRUCTURE = "groupes.structure.xml"


def urn_of(indicator: str) -> Urn:
    """The name of the groups of an indicator."""
    return Urn("group-figures", indicator)


def _standing(
    authority: Authority, names: Iterable[str]
) -> dict[str, list[tuple[ComparedGroup, Release]]]:
    """The groups that may be shown today, by indicator."""
    found: dict[str, list[tuple[ComparedGroup, Release]]] = {}
    for name in names:
        rows = queries.groups(authority, timezone.localdate(), indicator=name)
        shown = [(each.group, each.released.release) for each in rows if each.released.release]
        found |= {name: shown} if shown else {}
    return found


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    sheets = queries.sheets(lang())
    return [
        (urn_of(name), pages.name_of(name, sheets))
        for name in _standing(authority, queries.released_indicators(authority))
    ]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    sheets = queries.sheets(lang())
    known = queries.released_indicators(authority)
    names = [name for name in known if str(urn_of(name)) in chosen]
    items = [
        public.PublicItem(urn_of(name), pages.name_of(name, sheets), _value(name, sheets, rows))
        for name, rows in _standing(authority, names).items()
    ]  # fmt: skip
    return public.ShelfContent(tuple(items))


def _value(name: str, sheets: Any, rows: Sequence[tuple[ComparedGroup, Release]]) -> dict[str, Any]:
    return {
        "indicator": name, "name": pages.name_of(name, sheets),
        "groups": [
            {"period": group.period, "method": group.method, "perimeter": group.perimeter,
             "kind": group.kind, "band": group.band, "unit": group.unit, "day": found.day,
             "members": len(found.members), "quartiles": [found.first, found.median, found.third]}
            for group, found in rows
        ],
    }  # fmt: skip


# The page -----------------------------------------------------------------------------------------


def _words(_snapshot: Any, values: list[Any], _addresses: Any) -> dict[str, Any]:
    return {"tables": [_table(each) for each in values]}


def _table(value: dict[str, Any]) -> Table:
    columns = (Column(_("Group")), Column(_("Period")), Column(_("Territories"), numeric=True),
               Column(_("Median"), numeric=True), Column(_("Half of the group")),
               Column(_("Day")))  # fmt: skip
    rows = []
    for each in value["groups"]:
        unit, box = each["unit"].split("/")[0], Interval(*each["quartiles"])
        rows.append((
            pages.look_words(each["kind"], each["band"]),
            period_words(Period.parse(each["period"])),
            number_words(each["members"]), format_central(box, unit, lang()),
            format_span(box, unit, lang()), day_words(each["day"]),
        ))  # fmt: skip
    return Table(value["name"], columns, tuple(rows))


# Data ---------------------------------------------------------------------------------------------


def _rows(snapshot: public.PublicTerritory) -> Iterator[Sequence[Any]]:
    return sdmx.rows_of(snapshot.shelves[PAGE].values)


def _dcat(snapshot: public.PublicTerritory) -> dict[str, Any]:
    """The dataset for catalogues: DCAT-AP in JSON-LD, with the table and its description."""
    slug = snapshot.page.authority.slug

    def at(name: str) -> str:
        return instance_address() + reverse("public_data", args=[slug, name])

    groups = [each for value in snapshot.shelves[PAGE].values for each in value["groups"]]
    periods = [Period.parse(each["period"]) for each in groups]
    path = resources.files("jalons.federation") / "data" / "groups.dcat.txt"
    words = Template(path.read_text(encoding="utf-8"))
    said: dict[str, Any] = json.loads(words.substitute(
        publisher=json.dumps(snapshot.name), dataset=at(DCAT), table=at(f"{PAGE}.csv"),
        metadata=at(f"{PAGE}.csv-metadata.json"), modified=max(each["day"] for each in groups),
        start=min(each.start for each in periods), end=max(each.end for each in periods),
    ))  # fmt: skip
    return said


@cache
def national() -> tuple[dict[str, Any], ...]:
    """National indicators beside ours, each with whether somebody compared both definitions."""
    path = resources.files("jalons.federation") / "data" / "national.toml"
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["mapping"])


def _national(snapshot: public.PublicTerritory) -> dict[str, Any]:
    shown = {value["indicator"] for value in snapshot.shelves[PAGE].values}
    rows = [each for each in national() if each["indicator"] in shown]
    return {**snapshot.head, "mappings": rows}


GROUPS = public.Shelf(
    name=PAGE, kind="group-figures", title=gettext_lazy("Figures of groups"),
    offered=_offered, shown=_shown, template="federation/publication/groupes.html", words=_words,
    per_page=5,
    data={**table_files(PAGE, sdmx.COLUMNS, sdmx.KEY, _rows), DCAT: _dcat, NATIONAL: _national,
          STRUCTURE: lambda _snapshot: sdmx_structure()},
    inside=gettext_lazy("Medians and quartiles of at least five territories, none of them named."),
    related=(Page("group_figures", N_("Figures of a group")),),
)  # fmt: skip
