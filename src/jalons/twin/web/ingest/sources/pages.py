"""Tables and facts of the pages of sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, number_words
from jalons.twin.web.labels.values import moment

from .queries import SourceLine

SHORT_WAYS = {
    "push": gettext_lazy("sends to us"),
    "mqtt": gettext_lazy("MQTT"),
    "pull": gettext_lazy("address asked"),
    "file": gettext_lazy("file"),
}


def state_of(line: SourceLine) -> tuple[str, str]:
    """The state of a source: the kind of its mark, and the words."""
    if line.way == "file":
        return "idle", _("waits for the next file")
    if not line.enabled:
        return "idle", _("paused")
    if line.way in ("mqtt", "pull") and line.state.get("connected") is False:
        return "late", _("not connected")
    if not line.activity.last:
        return "walk", _beginning(line)
    if line.silent:
        return "late", _("silent for more than a day")
    return "ok", _("speaks")


def _beginning(line: SourceLine) -> str:
    if line.begins:
        return _("begins within seconds")
    return _("connected, no message yet") if line.way == "mqtt" else _("nothing came yet")


def source_table(authority: Authority, lines: Sequence[SourceLine]) -> Table:
    rows = []
    for line in lines:
        kind, words = state_of(line)
        came, refused = line.day
        rows.append((
            Cell(line.name, url=reverse("twin_source", args=(authority.slug, line.key))),
            str(SHORT_WAYS.get(line.way, line.way)),
            Cell("", mark=words, mark_kind=kind),
            line.last,
            number_words(came),
            number_words(refused),
        ))  # fmt: skip
    columns = (
        Column(_("Source")), Column(_("Way")), Column(_("State")), Column(_("Last message")),
        Column(_("In 24 hours"), numeric=True), Column(_("Refused"), numeric=True),
    )  # fmt: skip
    return Table(_("What brings data in"), columns, tuple(rows))


def source_facts(line: SourceLine) -> list[tuple[str, str]]:
    came, refused = line.day
    facts: list[tuple[str, Any]] = [(_("State"), state_of(line)[1])]
    if line.way != "file":
        facts += [
            (_("Last message"), line.last),
            (_("Readings in 24 hours"), number_words(came)),
            (_("Refused in 24 hours"), number_words(refused)),
        ]
    facts += connection_facts(line)
    facts.append((_("Type of entity"), line.plan.type or "–"))
    if mqtt := line.document.get("mqtt"):
        facts.append((_("MQTT topic"), mqtt.get("topic", "")))
    if pull := line.document.get("pull"):
        facts.append((_("Address"), pull.get("url", "")))
    return facts


def connection_facts(line: SourceLine) -> list[tuple[str, str]]:
    """Since when a source is connected or not, or when its address was last polled."""
    since, tried = line.state.get("since"), line.state.get("tried")
    if line.way == "pull":
        found = ((_("Last try"), tried), (_("Last answer imported"), since))
        return [(label, moment(int(stamp))) for label, stamp in found if stamp]
    if not since:
        return []
    label = _("Connected since") if line.state.get("connected") else _("Not connected since")
    return [(label, moment(int(since)))]


def host_of(line: SourceLine) -> str:
    """The host a source listens to or polls, empty when it sends to us."""
    mqtt, pull = line.document.get("mqtt"), line.document.get("pull")
    if mqtt:
        return str(mqtt.get("host", ""))
    return urlsplit(str(pull.get("url", ""))).hostname or "" if pull else ""


def token_lines(line: SourceLine) -> list[tuple[str, str, str]]:
    """The last tokens of a source: (name, device, day it was made)."""
    rows = []
    for name, device, at in line.tokens[-20:]:
        day = ""
        if at:
            day = day_words(datetime.fromisoformat(at))
        rows.append((name, device, day))
    return rows
