"""The tables of the first page of the twin, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.twin.engine.today import Learnt
from jalons.twin.web.alerts.models import RaisedAlert
from jalons.twin.web.observations import queries

from . import wording
from .today import FamilyLine, TownToday


def family_table(town: TownToday, authority: Authority) -> Table:
    """One line for each family: figure, level against a named threshold, tendency, sensors."""
    rows = []
    for line in town.lines:
        said = (wording.measure(line, over_a_day=False), wording.left_out(line))
        url = reverse("twin_entities", args=(authority.slug, queries.key_of(line.iri)))
        rows.append((
            Cell(line.name, url=url), wording.value(line), ", ".join(filter(None, said)),
            level_cell(line), wording.tendency(line), wording.sensors(line),
        ))  # fmt: skip
    columns = (
        Column(_("Family of sensors")), Column(_("Today"), numeric=True),
        Column(_("What is measured")), Column(_("Threshold")), Column(_("Against past weeks")),
        Column(_("Measure today")),
    )  # fmt: skip
    return Table(_("What the sensors say, on average over 24 hours"), columns, tuple(rows))


def level_cell(line: FamilyLine) -> Cell:
    """Where a family stands, with a mark when its threshold is passed."""
    level = line.today.level
    none = _("no known threshold") if line.today.state == "ok" else "–"
    said = wording.level_words(line) or none
    if level is None or not level.passed:
        return Cell(said, confirmed=wording.is_sure(line))
    return Cell(said, mark=_("passed"), mark_kind="late", confirmed=wording.is_sure(line))


def silent(town: TownToday) -> list[tuple[str, str, str]]:
    """The sensors that fell silent, the longest silence first: identifier, name, since when."""
    found = [(stamp, each, line) for line in town.lines for each, stamp in line.today.silent]
    found.sort(key=lambda row: row[0])
    return [
        (each, line.titles.get(each, line.name), wording.ago(stamp, town.at))
        for stamp, each, line in found
    ]


def next_step(
    authority: Authority, found: Learnt, raised: Sequence[RaisedAlert]
) -> tuple[str, str]:
    """The filled button, by rule: an open alert, else silent sensors, else the map."""
    slug = authority.slug
    if len(raised) == 1:
        return _("See the alert"), reverse("twin_alert", args=(slug, raised[0].pk))
    if raised:
        return _("See the alerts"), reverse("twin_alerts", args=(slug,))
    if len(found.silent) == 1:
        return _("See the silent sensor"), reverse("twin_entity", args=(slug, found.silent[0][0]))
    if found.silent:
        return _("See the silent sensors"), "#silent"
    return _("Open the map"), reverse("twin_map", args=(slug,))
