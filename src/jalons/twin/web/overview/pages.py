"""The tables of the first page of the twin, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.twin.engine.today import Learnt
from jalons.twin.web.alerts.models import RaisedAlert
from jalons.twin.web.observations import queries
from jalons.twin.web.silences import queries as queries_of_silences

from . import wording
from .today import FamilyLine, TownToday


def family_table(town: TownToday, authority: Authority, reasons: Mapping[str, str]) -> Table:
    """One line for each family: figure, level against a named threshold, tendency, sensors."""
    rows = []
    for line in town.lines:
        said = [wording.measure(line, over_a_day=False), wording.left_out(line)]
        if not line.today.speaking:
            said += why(line, reasons)
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


def silences(town: TownToday, authority: Authority, *, public: bool) -> dict[str, str]:
    """What is known of the sensors of a town that are silent, by identifier."""
    lasts = {each: stamp for line in town.lines for each, stamp in line.today.silent}
    return queries_of_silences.reasons(authority, lasts, public=public)


def why(line: FamilyLine, reasons: Mapping[str, str]) -> tuple[str, ...]:
    """The reasons of the sensors of a family that is silent, each once."""
    known = (reasons[each] for each, _stamp in line.today.silent if each in reasons)
    return tuple(dict.fromkeys(known))


def silent(town: TownToday, reasons: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """The sensors that fell silent, the longest silence first: identifier, name, when, why."""
    speaking = (line for line in town.lines if line.today.speaking)
    found = [(stamp, each, line) for line in speaking for each, stamp in line.today.silent]
    found.sort(key=lambda row: row[0])
    return [
        (each, line.titles[each], wording.ago(stamp, town.at), reasons.get(each, ""))
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
