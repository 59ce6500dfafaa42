"""Hours stored by month, and the round that judges meters: it alerts, people close."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.ailibrary.web.meters import queries
from jalons.ailibrary.web.meters.models import MeterAlert, MeterMonth, MeterWatch
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import store_computed, write
from jalons.foundation.register.writer.acts import Person
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError

if TYPE_CHECKING:
    from jalons.ailibrary.engine.series.hours import HourSeries
    from jalons.ailibrary.engine.series.watching import Period, Watched

_log = logging.getLogger(__name__)
KIND = "ailibrary.meters"
DIGITS = 5  # of stored values, after the point
AGAIN = timedelta(days=2)  # between two days of one event


@transaction.atomic
def store_hours(watch: MeterWatch, series: HourSeries, source: str) -> int:
    """Store the hours of a file by month; an hour read again takes the new value. How many."""
    from jalons.ailibrary.engine.series.hours import instant

    months = MeterMonth.objects.of(watch.authority).filter(watch=watch)
    stored: dict[date, list[float | None]] = dict(months.values_list("month", "hours"))
    touched: set[date] = set()
    for at, value in enumerate(series.values.tolist()):
        if value != value:  # noqa: PLR0124  an hour that was not read
            continue
        when = instant(series.start + at)
        month = date(when.year, when.month, 1)
        hours = stored.setdefault(month, [])
        place = (when.day - 1) * 24 + when.hour
        hours += [None] * (place + 1 - len(hours))
        hours[place] = round(value, DIGITS)
        touched.add(month)
    months.filter(month__in=touched).delete()
    MeterMonth.objects.create_all([
        MeterMonth(authority=watch.authority, watch=watch, month=month, hours=stored[month],
                   source=source[:120])
        for month in sorted(touched)
    ])  # fmt: skip
    return sum(value == value for value in series.values.tolist())  # noqa: PLR0124


def judge(authority: Authority, user: Person, watch: MeterWatch | None = None) -> Job:
    """The job that judges the meters of an authority, or one of them."""
    page = reverse("meter_watch", args=[authority.slug, watch.pk]) if watch else reverse(
        "meter_watch_list", args=[authority.slug])  # fmt: skip
    return start_job(
        authority=authority, kind=KIND, label=_("Watch of meters"), user=user, back_url=page,
        arguments={"authority": authority.pk, "watch": str(watch.pk) if watch else ""},
    )  # fmt: skip


@job(KIND, idempotent=True)
def judge_job(job_progress: JobProgress, *, authority: int, watch: str) -> JobResult:
    """Judge each active meter; judging a day again adds nothing."""
    owner, now = Authority.objects.get(pk=authority), timezone.now()
    rows = living(MeterWatch, owner).filter(state=MeterWatch.State.ACTIVE)
    found = list(
        rows.select_related("authority", "weather").filter(**{"pk": watch} if watch else {})
    )
    for done, each in enumerate(found):
        job_progress(done, len(found))
        try:
            judge_one(each, now)
        except JalonsError:  # one meter stops no other
            _log.exception("the meter %s was not judged", each.pk)
    name, more = ("meter_watch", [watch]) if watch else ("meter_watch_list", [])
    return JobResult(reverse(name, args=[owner.slug, *more]))


def judge_one(watch: MeterWatch, now: datetime) -> Batch | None:
    """Draw the curve of a meter, and open the alerts nobody has: the act, None without any."""
    from jalons.ailibrary.engine.series import watching
    from jalons.ailibrary.engine.series.detectors import Detector
    from jalons.ailibrary.engine.series.hours import number_of

    curve, may_alert = queries.manner_of(watch)
    series = queries.hours_of(watch, now)
    if series is None or not may_alert:
        return None
    weather = watch.weather and queries.hours_of(watch.weather, now)
    known = list(queries.alerts(watch.authority).filter(watch=watch))
    aside = {number_of(each.first_day) + day for each in known if each.cause not in USUAL
             for day in range((each.until - each.first_day).days + 1)}  # fmt: skip
    manner = watching.Manner(curve, [Detector(each) for each in watch.rules],
                             queries.is_mean(watch), aside)  # fmt: skip
    found = watching.watch(series, weather or None, manner)
    rows = MeterWatch.objects.of(watch.authority).filter(pk=watch.pk)
    store_computed(rows, judged_on=timezone.localdate(now), measured=_drawn(found, watch))
    since = number_of(watch.since)
    return _alert(watch, known, [each for each in found.periods if each.last >= since])


USUAL = (MeterAlert.Cause.FALSE, MeterAlert.Cause.USE)  # days that stay examples


def _drawn(found: Watched, watch: MeterWatch) -> dict[str, Any]:
    """What the page of a meter shows: days with their band, the past that was learned."""
    from jalons.ailibrary.engine.series import watching
    from jalons.ailibrary.engine.series.hours import day_of

    lines = watching.day_lines(found, mean=queries.is_mean(watch))
    return {
        "days": [[day_of(each.day).isoformat(), *(
            None if value is None else round(value, DIGITS)
            for value in (each.read, each.expected, each.low, each.high))] for each in lines],
        "past": found.cut,
        "ready": [rule for rule, limit in found.limits.by.items() if limit < float("inf")],
    }  # fmt: skip


def _alert(watch: MeterWatch, known: list[MeterAlert], periods: Sequence[Period]) -> Batch | None:
    """Open an alert for each period that has none; one that goes on gets its new last day."""
    from jalons.ailibrary.engine.series.hours import day_of

    fresh: list[tuple[MeterAlert, Mapping[str, Any], Period]] = []
    for each in periods:
        first, last = day_of(each.first), day_of(each.last)
        same = [alert for alert in known if alert.rule in (each.detector, *each.also)
                and first - AGAIN <= alert.until and alert.first_day <= last + AGAIN]  # fmt: skip
        still = next((alert for alert in same if alert.state == MeterAlert.State.OPEN), None)
        if still is not None:
            _measure(still, each)
        elif not same or last > max(alert.until for alert in same) + AGAIN:
            begun = max([first, *(alert.until + timedelta(days=1) for alert in same)])
            values = {"watch": watch, "rule": each.detector.value, "first_day": begun}
            fresh.append((MeterAlert(authority=watch.authority), values, each))
    batch = write(watch.authority, None, [(alert, values) for alert, values, _period in fresh])
    for alert, _values, each in fresh:
        _measure(alert, each)
    return batch


def _measure(alert: MeterAlert, found: Period) -> None:
    """Store how far the period of an alert goes, and what was read."""
    from jalons.ailibrary.engine.series.hours import day_of

    gap = found.deviation
    rows = MeterAlert.objects.of(alert.authority).filter(pk=alert.pk)
    store_computed(rows, last_day=max(alert.until, day_of(found.last)), measured={
        "read": found.read, "expected": found.expected, "times": found.times,
        "gap": [gap.low, gap.mid, gap.high] if gap else None,
        "also": [each.value for each in found.also],
    })  # fmt: skip


def suspend(watch: MeterWatch, user: Person, rule: str) -> Batch | None:
    """Apply a rule to a meter no more; a person decided it."""
    return write(watch.authority, user, [
        (watch, {"rules": [each for each in watch.rules if each != rule]})
    ])  # fmt: skip


def daily(*, now: datetime) -> None:
    """Once a day, start the round of each authority that watches meters."""
    active = owns(MeterWatch, state=MeterWatch.State.ACTIVE)
    rounds.each(KIND, lambda authority: judge(authority, None), now=now, due=active)
