"""The data beside the public pages: JSON, CSV with its metadata (CSVW), and the Atom feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urljoin

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.strategy.engine.publication import PublicTerritory
from jalons.strategy.store import catalogue
from jalons.strategy.web.publication.places import FEED, Places
from jalons.tabular.writing import csv_text

TYPES = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}
_SHOWN = 60  # changes the feed holds
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # a feed needs a moment, even with nothing in it
# Names of SDMX where it has one, so that statistical tools know them without a mapping.
COLUMNS = (
    ("INDICATOR", "string", "Identifier of the indicator"),
    ("REF_AREA", "string", "SIREN of the authority"),
    ("TIME_PERIOD", "string", "Period, ISO 8601 interval, both days included"),
    ("OBS_VALUE", "number", "Central value"),
    ("LOWER", "number", "5th percentile"),
    ("UPPER", "number", "95th percentile"),
    ("UNIT_MEASURE", "string", "Unit"),
    ("OBS_STATUS", "string", "measured, declared, estimated or default"),
    ("METHOD", "string", "Method and version"),
    ("INCLUDED", "string", "What is counted"),
    ("EXCLUDED", "string", "What is left out"),
    ("SOURCE", "string", "Sources"),
    ("TARGET", "number", "The authority's own objective"),
    ("TARGET_DATE", "date", "Day of the objective"),
    ("NATURE", "string", "measured, assumption or projection"),
)


def data_file(shown: PublicTerritory, name: str, places: Places, base: str = "") -> bytes:
    """The bytes of a data file; ``KeyError`` for another name. ``base`` is where the site is."""
    if name == FEED:
        return feed(shown, places, base)
    if name == "indicateurs.csv":
        return table(shown).encode("utf-8")
    made = {
        "diagnostic.json": diagnosis,
        "actions.json": actions,
        "indicateurs.csv-metadata.json": metadata,
        "acteurs.json": actors,
    }[name](shown)
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _head(shown: PublicTerritory) -> dict[str, Any]:
    return {
        "id": str(shown.urn),
        "authority": shown.name,
        "siren": shown.siren,
        "fictional": shown.fictional,
    }


def diagnosis(shown: PublicTerritory) -> dict[str, Any]:
    """The diagnosis of the commitments shown, with the referential it answers."""
    return {
        **_head(shown),
        "referential": shown.referential,
        "scoring": shown.scoring,
        "completeness": shown.completeness,
        "commitments": [commitment(each) for each in shown.commitments],
    }


def commitment(each: Any) -> dict[str, Any]:
    """A commitment as JSON values."""
    return {
        "id": str(each.urn),
        "number": each.number,
        "title": each.title,
        "done": each.done,
        "planned": each.planned,
        "not_done": each.not_done,
        "unknown": each.unknown,
        "milestones": [
            {"title": step.title, "reached_when": step.reached_when, "progress": step.progress}
            for step in each.milestones
        ],
        "against": list(each.against),
    }


def actions(shown: PublicTerritory) -> dict[str, Any]:
    """The actions shown."""
    return {
        **_head(shown),
        "actions": [
            {
                "id": str(each.urn),
                "number": each.number,
                "title": each.title,
                "description": each.description,
                "commitments": list(each.commitments),
                "departments": list(each.departments),
                "status": each.status,
                "pace": each.pace,
                "start": each.start.isoformat() if each.start else None,
                "end": each.end.isoformat() if each.end else None,
                "tasks_done": each.tasks_done,
                "tasks": each.tasks,
                "indicators": list(each.indicators),
            }
            for each in shown.actions
        ],
    }


def actors(shown: PublicTerritory) -> dict[str, Any]:
    """The organisations named, and how many others are concerned."""
    return {
        **_head(shown),
        "actors": [
            {
                "id": str(each.urn),
                "name": each.name,
                "kind": each.kind,
                "role": each.role,
                "brings": each.brings,
            }
            for each in shown.actors
        ],
        "others": shown.other_actors,
    }


def table(shown: PublicTerritory) -> str:
    """The values of the indicators shown: RFC 4180, every text made inert for spreadsheets."""
    names = [name for name, _kind, _words in COLUMNS]
    return csv_text([names, *_rows(shown)], delimiter=",")


def _rows(shown: PublicTerritory) -> Iterator[list[Any]]:
    for each in shown.indicators:
        target = each.objective
        for value in each.values:
            period = value.period
            yield [
                each.id,
                shown.siren,
                f"{period.start.isoformat()}/{period.end.isoformat()}",
                value.value.mid,
                value.value.low,
                value.value.high,
                each.unit,
                value.status,
                value.method,
                " | ".join(value.included),
                " | ".join(value.excluded),
                " | ".join(value.sources),
                target.target if target else None,
                target.target_on if target else None,
                catalogue().get(each.id).nature.value,
            ]


def metadata(shown: PublicTerritory) -> dict[str, Any]:
    """What the columns of the CSV file mean, as the W3C's CSV on the Web."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "indicateurs.csv",
        "dc:title": shown.name,
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True},
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "datatype": kind, "dc:description": told}
                for name, kind, told in COLUMNS
            ],
            "primaryKey": ["INDICATOR", "TIME_PERIOD"],
        },
    }


class _Feed(Atom1Feed):
    """A feed whose moment is that of its latest change, so that the same feed is the same bytes."""

    def latest_post_date(self) -> datetime:
        """The latest change, or the opening of the page."""
        moments = [item["updateddate"] for item in self.items]
        return cast("datetime", max(moments, default=self.feed["opened"] or _NEVER))


def feed(shown: PublicTerritory, places: Places, base: str = "") -> bytes:
    """The changes as Atom (RFC 4287), named by durable URNs; ``base`` makes links absolute."""

    def at(address: str) -> str:
        return urljoin(base, address) if base else address

    written = _Feed(
        title=_("%(name)s: what changed") % {"name": shown.name},
        link=at(places.page("index")),
        description=None,
        feed_url=at(places.data(FEED)),
        feed_guid=f"{shown.urn}:changes",
        author_name=shown.name,
        language=lang(),
        opened=shown.opened,
    )
    for change in shown.changes[:_SHOWN]:
        written.add_item(
            title=f"{change.label} — {change.verb_words}",
            link=at(places.page("changements")),
            description=f"{change.label} — {change.verb_words}",
            unique_id=str(change.urn),
            pubdate=change.when,
            updateddate=change.when,
            categories=[change.shelf.value],
        )
    return written.writeString("utf-8").encode("utf-8")
