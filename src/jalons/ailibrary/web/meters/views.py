"""A meter with its curve, its alerts and its rules; an alert; readings brought from a file."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jalons.ailibrary.engine.series.quantities import ALL_UNITS
from jalons.ailibrary.web.meters import actions, queries
from jalons.ailibrary.web.meters.models import MeterAlert, MeterWatch
from jalons.ailibrary.web.meters.register import alerts, watches
from jalons.ailibrary.words import meters as words
from jalons.ailibrary.words.sentences import say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.curve import Curve, CurvePoint, runs
from jalons.foundation.design.page_language import day_words, error_words, lang, number_words
from jalons.foundation.imports.forms import FileForm
from jalons.foundation.register import pages
from jalons.foundation.register.pages import url_of
from jalons.foundation.register.views import record, to_record
from jalons.foundation.tasks.views import follow
from jalons.kernel import Interval, JalonsError
from jalons.wording import format_percent, format_quantity, format_short_day, format_span, sign_of

SHOWN = 25  # alerts on the page of a meter


def _watch(_request: HttpRequest, found: MeterWatch) -> dict[str, Any]:
    """What the page of a meter adds: chart and table of days, alerts, rules."""
    days = found.measured.get("days", [])
    mine = queries.alerts(found.authority).filter(watch=found)
    return {
        "facts": pages.facts(watches, found, "site", "quantity", "since", "alerted", "weather"),
        "chart": _chart(found, days), "days": _days(found, days), "alerts": _alerts(mine[:SHOWN]),
        "waiting": mine.filter(queries.Open).count(), "rules": _rules(found),
        "doubtful": [(each.rule, words.label(each.rule, lang()), each.closed, each.right)
                     for each in queries.rule_records(found) if each.doubtful],
        "short": found.judged_on and found.measured.get("past", 0) < 56,
        "bring_url": "" if found.meter else url_of(watches, found, "bring"),
        "judge_url": url_of(watches, found, "judge"),
        "suspend_url": url_of(watches, found, "suspend"),
    }  # fmt: skip


watch = record(watches, _watch)


def _alert(_request: HttpRequest, found: MeterAlert) -> dict[str, Any]:
    days, said = (found.until - found.first_day).days + 1, found.measured
    return {
        "facts": pages.facts(alerts, found, "cause", "action", "found", "closed_on"),
        "period": words.period(found.first_day, found.until, lang()),
        "reason": words.reason(found.rule, days=days, times=said.get("times", 1.0), lang=lang()),
        "size": words.sizes(found.rule, found.size, lang()),
        "also": words.also(said.get("also", ()), lang()),
        "watch_url": url_of(watches, found.watch),
        "unit": found.watch.unit,
    }


alert = record(alerts, _alert)


class ReadingsForm(FileForm):
    """A file of readings, and what it may not say itself."""

    file = forms.FileField(label=gettext_lazy("Your readings (CSV or spreadsheet)"))
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), required=False,
        choices=[("", gettext_lazy("as the file says")), *((each, each) for each in ALL_UNITS)],
    )  # fmt: skip
    index = forms.BooleanField(
        label=gettext_lazy("These are the indexes of a counter that only grows"), required=False
    )
    at_end = forms.BooleanField(
        label=gettext_lazy("Dates are those of the end of each step"), required=False
    )
    column = forms.CharField(
        label=gettext_lazy("Heading of the values, if there are several"), required=False,
        max_length=120,
    )  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Store the hours of a file, say what was doubtful in it, and judge the meter."""
    from jalons.ailibrary.capture.readings import Layout, read_meter

    found: MeterWatch = pages.record_or_404(watches, authority, pk)
    if found.meter:  # its hours are those of the twin
        raise Http404
    form = ReadingsForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        said = dict(form.cleaned_data)
        file = said.pop("file")
        try:
            read = read_meter(file.read(), file.name, Layout(found.quantity, **said), lang())
        except JalonsError as error:
            form.add_error("file", error_words(error))
        else:
            count = actions.store_hours(found, read.series, file.name)
            text = ngettext("%(count)s hour is stored.", "%(count)s hours are stored.", count)
            messages.success(request, text % {"count": number_words(count)}, "good")
            for notice in read.notices:
                messages.warning(request, notice, "warn")
            return follow(actions.judge(authority, request.user, found))
    trail = (str(found), url_of(watches, found), _("Bring readings"))
    return pages.render(watches, request, "bring", form=form, record=found, trail=trail,
                        back=url_of(watches, found))  # fmt: skip


@require_POST
@within_authority(Role.CONTRIBUTOR)
def judge(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Judge a meter now."""
    found: MeterWatch = pages.record_or_404(watches, authority, pk)
    return follow(actions.judge(authority, request.user, found))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def suspend(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Stop a rule on a meter, as a person decided."""
    found: MeterWatch = pages.record_or_404(watches, authority, pk)
    return to_record(watches, found, actions.suspend(found, request.user,
                                                     request.POST.get("rule", "")))  # fmt: skip


def _chart(found: MeterWatch, days: list[list[Any]]) -> Curve | None:
    """What was read each day, in the band expected."""
    whole = [None not in row for row in days]
    if not any(whole):
        return None
    last = max(1, len(days) - 1)
    points = [CurvePoint(at / last, row[3], row[1], row[4]) if full else None
              for at, (row, full) in enumerate(zip(days, whole, strict=True))]  # fmt: skip
    marks = tuple((at / last, format_short_day(date.fromisoformat(days[at][0]), lang())[:5])
                  for at in range(0, len(days), 7))  # fmt: skip
    outside = sum(full and not row[3] <= row[1] <= row[4]
                  for row, full in zip(days, whole, strict=True))  # fmt: skip
    text = ngettext("%(count)s day outside of the expected band",
                    "%(count)s days outside of the expected band", outside)  # fmt: skip
    about = _(
        "The line is what was read each day, the band what was expected nine times out of ten."
    )
    return Curve(
        text % {"count": outside},
        sign_of(found.unit, lang()),
        runs(points),
        marks,
        description=about,
    )


def _days(found: MeterWatch, days: list[list[Any]]) -> Table | None:
    """The same numbers, the latest first."""

    def words_of(value: float | None) -> str:
        return "–" if value is None else format_quantity(value, found.unit, lang())

    rows = tuple(
        (day_words(date.fromisoformat(day)), words_of(read), words_of(expected),
         "–" if low is None or high is None
         else format_span(Interval(low, (low + high) / 2, high), found.unit, lang()))
        for day, read, expected, low, high in reversed(days)
    )  # fmt: skip
    labels = (_("Day"), _("Read"), _("Expected"), _("Nine times of ten"))
    columns = tuple(Column(each, numeric=at > 0) for at, each in enumerate(labels))
    return Table(_("Day by day"), columns, rows) if rows else None


def _alerts(found: Any) -> Table | None:
    kinds = {MeterAlert.State.OPEN: "late", MeterAlert.State.CLOSED: "ok"}
    rows = tuple(
        (Cell(words.label(each.rule, lang()), url=url_of(alerts, each)),
         words.period(each.first_day, each.until, lang()),
         words.gap(each.size.deviation, each.size.unit, lang()),
         Cell("", mark=str(each.get_cause_display() or each.get_state_display()),
              mark_kind=kinds[MeterAlert.State(each.state)]))
        for each in found
    )  # fmt: skip
    labels = (_("Rule"), _("Days"), _("Difference"), _("State"))
    return Table(_("Alerts"), tuple(map(Column, labels)), rows) if rows else None


def _rules(found: MeterWatch) -> Table:
    """Each rule: what it asks, whether it is on, how often people said it was right."""
    ready = found.measured.get("ready")
    rows = []
    for each in queries.rule_records(found):
        waits = each.on and ready is not None and each.rule not in ready
        state = _("waits for more readings") if waits else _("on") if each.on else _("off")
        right = _("%(right)s of %(closed)s") % {"right": each.right, "closed": each.closed}
        share = (
            f"{right} ({format_percent(each.right / each.closed, lang())})" if each.closed else "–"
        )
        rows.append((words.label(each.rule, lang()), say(f"meters.question.{each.rule}", lang()),
                     Cell("", mark=state, mark_kind="ok" if each.on and not waits else "idle"),
                     share))  # fmt: skip
    labels = (_("Rule"), _("What it looks for"), _("State"), _("Alerts that were right"))
    return Table(_("Rules"), tuple(map(Column, labels)), tuple(rows))
