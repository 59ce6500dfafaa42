"""Tables and curves of the pages of alerts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from jalons.broker.engine.temporal.request import HistoryQuery, Points
from jalons.broker.engine.temporal.spreads import numbers, spreads
from jalons.broker.store.units import symbol
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.design.components import Cell, Column, Row, Table
from jalons.foundation.design.drawings.curve import Curve
from jalons.foundation.design.page_language import moment_words
from jalons.twin.engine.alerts.rule import DAY, HOUR
from jalons.twin.web.connection import twin_store
from jalons.twin.web.observations import histories
from jalons.twin.web.observations.queries import reads

from . import wording
from .instants import micros, moment_of
from .models import AlertRule, AlertStep, RaisedAlert, Severity

MARKS = {
    Severity.INFORMATION: "idle", Severity.WARNING: "walk", Severity.URGENT: "late",
}  # fmt: skip
STATE_MARKS = {
    RaisedAlert.State.OPEN: "late",
    RaisedAlert.State.ACKNOWLEDGED: "walk",
    RaisedAlert.State.CLOSED: "ok",
}
LONGEST = 60 * DAY
STRETCHES = 16  # of the curve of an alert


@dataclass(frozen=True, slots=True)
class Drawn:
    curve: Curve
    table: Table


def alert_table(authority: Authority, alerts: Iterable[RaisedAlert], caption: str) -> Table:
    rows: list[Row] = []
    for alert in alerts:
        url = reverse("twin_alert", args=[authority.slug, alert.pk])
        severity, state = Severity(alert.severity), RaisedAlert.State(alert.state)
        rows.append(
            (
                Cell(wording.sentence(alert), url=url),
                Cell("", mark=str(severity.label), mark_kind=MARKS[severity]),
                alert.rule.name,
                Cell("", mark=str(state.label), mark_kind=STATE_MARKS[state]),
                moment_words(alert.opened_at),
                _now(alert),
            )
        )
    columns = (
        Column(_("Alert")),
        Column(_("Severity")),
        Column(_("Rule")),
        Column(_("State")),
        Column(_("Opened")),
        Column(_("At the last round")),
    )
    return Table(caption, columns, tuple(rows))


def _now(alert: RaisedAlert) -> str:
    if alert.doubt:
        return _("unknown")
    return _("back to normal") if alert.normal_at else _("still so")


def step_table(steps: Iterable[AlertStep]) -> Table:
    """The steps of an alert, in order; people by their role, not their name."""
    rows = tuple(
        (
            Cell(moment_words(step.at)),
            wording.step_label(step),
            _who(step),
            step.note or "–",
        )
        for step in steps
    )
    columns = (Column(_("When")), Column(_("What")), Column(_("Who")), Column(_("Note")))
    return Table(_("What happened"), columns, rows)


def _who(step: AlertStep) -> str:
    if step.role:
        return str(step.get_role_display())
    return (
        _("somebody") if step.note or step.kind in {"acknowledged", "reopened"} else _("the twin")
    )


def drawn(alert: RaisedAlert, *, user: User | AnonymousUser | None, now: datetime) -> Drawn | None:
    """The curve of the attribute around an alert, with its table; None without any number."""
    values = alert.values
    attribute = values["attribute"]
    if not attribute:
        return None
    opened, (start, end) = micros(alert.opened_at), _window(alert, now)
    query = HistoryQuery((alert.entity,), attrs=(attribute,), start=start, end=end + 1)
    tenant = twin_store.tenant_of(alert.authority)
    series = reads(audience="internal", user=user).points(tenant, query)
    lines = stretches(series, start=start, end=end)
    name = wording.attribute_label(attribute, type_iri=alert.rule.type)
    unit = values["unit"]
    level = values["against"] if values["kind"] != AlertRule.Kind.SILENCE else None
    drift = values["kind"] == AlertRule.Kind.DRIFT
    level_name = _("earlier mean") if drift else _("limit")
    title = _("%(name)s of %(entity)s") % {"name": name, "entity": alert.entity_name}
    curve = histories.curve(title, symbol(unit), lines, histories.between(start, end))
    if curve is None:
        return None
    limit = (level, f"{level_name} {wording.measure(level, unit)}") if level is not None else None
    marked = ((opened - start) / max(1, end - start), _("alert opened"))
    return Drawn(replace(curve, limit=limit, moment=marked), _span_table(lines, title, unit))


def _window(alert: RaisedAlert, now: datetime) -> tuple[int, int]:
    """From before the event to after it, within what a page can show."""
    values, opened = alert.values, micros(alert.opened_at)
    before = {
        AlertRule.Kind.THRESHOLD: max(2 * DAY, 3 * values["minutes"] * 60 * 1_000_000),
        AlertRule.Kind.SILENCE: 2 * values["hours"] * HOUR + DAY,
        AlertRule.Kind.DRIFT: (values["recent_days"] + values["reference_days"]) * DAY,
    }[AlertRule.Kind(values["kind"])]
    since = min(values["since"] or opened, opened)
    end = min(max(micros(now), opened), opened + max(before, 2 * DAY))
    return max(since - before, end - LONGEST), end


def _hour(stamp: int) -> str:
    return str(date_format(localtime(moment_of(stamp)), "j b H:i")).replace(" ", "\u00a0")


def stretches(series: Sequence[Points], *, start: int, end: int) -> list[histories.Line]:
    """The values of some series in 16 stretches between two instants, each placed at its middle."""
    width = max(1, (end - start) // STRETCHES)
    bounds = [start + rank * width for rank in range(STRETCHES)]
    found = spreads(*numbers(series), [*bounds, end + 1])
    return [
        histories.Line(histories.local(bound + width // 2), _hour(bound), spread)
        for bound, spread in zip(bounds, found, strict=True)
    ]


def _span_table(lines: Sequence[histories.Line], title: str, unit: str) -> Table:
    rows = tuple(
        (
            line.label,
            wording.measure(line.spread.low, ""),
            wording.measure(line.spread.mean, ""),
            wording.measure(line.spread.high, ""),
            str(line.spread.count),
        )
        for line in lines
        if line.spread is not None
    )
    columns = (
        Column(_("From")),
        Column(_("Least"), numeric=True),
        Column(_("Mean"), numeric=True),
        Column(_("Most"), numeric=True),
        Column(_("Observations"), numeric=True),
    )
    sign = symbol(unit)
    return Table(f"{title} ({sign})" if sign else title, columns, rows)
