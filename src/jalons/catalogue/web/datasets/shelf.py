"""The datasets an authority shows to everybody: what they are, and how to get them or why not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.catalogue.web.datasets import queries
from jalons.catalogue.web.datasets.error_mail import report_ways
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.panels import blockers_of
from jalons.catalogue.web.datasets.queries import SHELF
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, short_day_words
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.addresses import Addresses
from jalons.kernel import Urn

SAME = ("identifier", "name", "description", "theme", "holder", "contact", "contact_email",
        "audience", "licence", "frequency", "updated_on", "starts_on", "ends_on", "published_on",
        "landing_page", "area")  # fmt: skip


def _item(found: Dataset, lines: Sequence[Distribution]) -> public.PublicItem:
    """What everybody reads of a dataset; where its data are only when they are open."""
    keywords = [word for each in found.keywords.split(",") if (word := each.strip())]
    value = {
        "id": str(found.urn), **{name: getattr(found, name) for name in SAME},
        "keywords": keywords, "high_value": found.hvd,
        "freshness": queries.freshness(found).state.value,
        "files": [_file(each) for each in lines] if found.is_open else [],
    }  # fmt: skip
    texts = (found.name, found.description, found.keywords, found.holder, found.contact,
             *(each.name for each in lines if found.is_open))  # fmt: skip
    return public.PublicItem(found.urn, found.name, value, texts)


def _file(line: Distribution) -> dict[str, Any]:
    stored: dict[str, Any] = {"name": line.name, "format": line.format, "url": line.url}
    if line.file:
        stored |= {"id": str(line.pk), "file": line.file_name, "size": line.size,
                   "sha256": line.sha256, "day": line.version_on}  # fmt: skip
    return stored


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    return [(each.urn, each.name) for each in queries.published(authority)]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    found = [each for each in queries.published(authority) if str(each.urn) in chosen]
    lines: dict[Any, list[Distribution]] = {}
    for line in living(Distribution, authority).filter(dataset__in=found):
        lines.setdefault(line.dataset_id, []).append(line)
    return public.ShelfContent(tuple(_item(each, lines.get(each.pk, [])) for each in found))


def access_words(value: dict[str, Any]) -> str:
    """How to get the data of a public value, or why they are not there."""
    if value["audience"] == Dataset.Audience.OPEN:
        return _("Everybody may use these data, under the licence below.")
    if value["audience"] == Dataset.Audience.PARTNERS:
        return _("These data are for named partners: write to the contact below.")
    return _("These data do not leave the authority. The contact below answers your questions.")


def card(value: dict[str, Any], slug: str, *, is_live: bool, is_withheld: bool) -> dict[str, Any]:
    """A public value in words, for the page of one dataset or of all."""
    model = Dataset(theme=value["theme"], licence=value["licence"], frequency=value["frequency"],
                    updated_on=value["updated_on"])  # fmt: skip
    span = (value["starts_on"], value["ends_on"])
    facts = [
        (_("Holder of the data"), value["holder"]),
        (_("Contact"), value["contact"]),
        (_("Licence"), model.get_licence_display() if value["licence"] else ""),
        (_("Theme"), model.get_theme_display() if value["theme"] else ""),
        (_("Update frequency"), model.get_frequency_display() if value["frequency"] else ""),
        (_("Date of the data"), day_words(value["updated_on"])),
        (_("Period of the data"), " – ".join(day_words(each) or "…" for each in span)
         if any(span) else ""),
        (_("Keywords"), ", ".join(value["keywords"])),
    ]  # fmt: skip
    key, files = Urn.parse(value["id"]).id, [] if is_withheld else value["files"]
    waits = _("Their files are being checked, and come back afterwards.")
    return {
        **value, "access": waits if is_withheld else access_words(value),
        "facts": [each for each in facts if each[1]],
        "fresh": queries.freshness_cell(model), "anchor": key,
        "page": reverse("public_dataset", args=[slug, key]) if is_live else "",
        "links": [_link(each, slug, is_live=is_live) for each in files],
    }  # fmt: skip


def _link(file: dict[str, Any], slug: str, *, is_live: bool) -> dict[str, str]:
    """A file of the public page; one that is stored here is not in an exported folder."""
    url = str(file["url"])
    if "id" in file:
        url = reverse("public_dataset_file", args=[slug, file["id"]]) if is_live else ""
    size = queries.size_words(file["size"]) if file.get("size") else ""
    day = short_day_words(date.fromisoformat(file["day"])) if file.get("day") else ""
    words = filter(None, (file["format"].upper(), size, day))
    return {"name": file["name"], "url": url, "detail": " · ".join(words)}


def _words(
    snapshot: public.PublicTerritory, values: Sequence[Any], addresses: Addresses
) -> dict[str, Any]:
    slug, is_live = snapshot.page.authority.slug, type(addresses) is Addresses
    rows = queries.rows(snapshot.page.authority)
    found = rows.in_bulk([UUID(Urn.parse(each["id"]).id) for each in values if each["files"]])
    withheld = {str(each.urn) for each in found.values() if blockers_of(each)}
    return {"cards": [
        {**card(each, slug, is_live=is_live, is_withheld=each["id"] in withheld),
         **report_ways(snapshot, each["contact_email"], each["name"])} for each in values
    ]}  # fmt: skip


DATASETS = public.Shelf(
    name=SHELF, kind="dataset", title=gettext_lazy("Datasets"), offered=_offered, shown=_shown,
    template="catalogue/publication/jeux-de-donnees.html", words=_words, per_page=10,
    reading=public.ReadingRule("dataset_edit"),
    data={f"{SHELF}.json": lambda own: {**own.head, "datasets": own.shelves[SHELF].values}},
    inside=gettext_lazy(
        "What the data are and whom to ask. The data themselves only when they are open."
    ),
)  # fmt: skip
