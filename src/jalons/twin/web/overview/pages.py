"""The parts of the first page of the twin and of the page of citizens: tables and links."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.twin.engine.today import Learnt
from jalons.twin.web.alerts.models import RaisedAlert
from jalons.twin.web.labels.values import moment
from jalons.twin.web.observations import queries
from jalons.twin.web.policies.wording import AUDIENCES, FIELDS

from . import wording
from .today import FamilyLine, TownToday

MOST_TYPES = 12
MOST_SILENT = 10


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next: its words and where it leads."""

    label: str
    url: str


def family_table(town: TownToday, *, url: Callable[[FamilyLine], str] | None = None) -> Table:
    """One line for each family: figure, level against a named threshold, tendency, sensors."""
    rows = []
    for line in town.lines:
        words, kind, sure = wording.level_words(line)
        out = wording.left_out(line)
        said = ", ".join(part for part in (wording.measured(line), out) if part)
        rows.append(
            (
                Cell(line.name, url=url(line) if url else ""),
                wording.value(line),
                said,
                Cell("", mark=words, mark_kind=kind, confirmed=sure) if kind else words or "–",
                wording.tendency(line) if line.today.state == "ok" else "–",
                wording.sensors(line),
            )
        )
    columns = (
        Column(_("Family of sensors")),
        Column(_("Today"), numeric=True),
        Column(_("What is measured")),
        Column(_("Threshold")),
        Column(_("Against past weeks")),
        Column(_("Measure today")),
    )
    return Table(_("What the sensors say, on average over 24 hours"), columns, tuple(rows))


def types_table(types: Sequence[queries.TypeLine], authority: Authority) -> Table:
    """What is in the twin by type, with the state of its sheet."""
    rows = tuple(
        (
            Cell(line.name, url=reverse("twin_sheet", args=(authority.slug, line.key))),
            Cell(
                str(line.entities),
                url=reverse("twin_entities", args=(authority.slug, line.key))
                if line.entities
                else "",
            ),
            str(AUDIENCES[line.policy.audience]) if line.policy is not None else "–",
            Cell(
                "", mark=_("complete") if line.ready else _("to complete"),
                mark_kind="ok" if line.ready else "late",
            ),
        )
        for line in types[:MOST_TYPES]
    )  # fmt: skip
    columns = (
        Column(_("Type")),
        Column(_("How many")),
        Column(str(FIELDS["audience"])),
        Column(_("Sheet")),
    )
    return Table(_("What is in the twin, by type"), columns, rows)


def silent_table(
    town: TownToday, authority: Authority, *, besides: Collection[str] = ()
) -> Table | None:
    """The sensors that fell silent, the longest silence first, besides those shown already."""
    found = sorted(
        (stamp, identifier, line) for line in town.lines for identifier, stamp in line.today.silent
    )
    rows = tuple(
        (
            Cell(
                line.titles.get(identifier, identifier),
                url=reverse("twin_entity", args=(authority.slug, identifier)),
            ),
            line.name,
            moment(stamp),
            wording.duration(stamp, town.at),
        )
        for stamp, identifier, line in found[:MOST_SILENT]
    )
    columns = (
        Column(_("Sensor")),
        Column(_("Family of sensors")),
        Column(_("Last observation")),
        Column(_("Silent for")),
    )
    return Table(_("Sensors that fell silent"), columns, rows) if rows else None


def next_step(authority: Authority, found: Learnt, alerts: list[RaisedAlert], count: int) -> Step:
    """The filled button, by rule: an open alert, else silent sensors, else the map."""
    slug = authority.slug
    if count == 1 and alerts:
        return Step(_("See the alert"), reverse("twin_alert", args=(slug, alerts[0].pk)))
    if count:
        return Step(_("See the alerts"), reverse("twin_alerts", args=(slug,)))
    if len(found.silent) == 1:
        identifier = found.silent[0][0]
        return Step(_("See the silent sensor"), reverse("twin_entity", args=(slug, identifier)))
    if found.silent:
        return Step(_("See the silent sensors"), "#silent")
    return Step(_("Open the map"), reverse("twin_map", args=(slug,)))
