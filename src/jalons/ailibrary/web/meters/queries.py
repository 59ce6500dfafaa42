"""What is read of watched meters: their hours, their alerts, how often rules are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.ailibrary.engine.series.quantities import MEANS, RULES
from jalons.ailibrary.web.meters.models import MeterAlert, MeterMonth, MeterWatch
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.ailibrary.web.recipes.usage import Usage
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.panels import Panel
from jalons.kernel import JalonsError
from jalons.kernel.contracts import Meter, meter_reader

if TYPE_CHECKING:
    from jalons.ailibrary.engine.series.hours import HourSeries

RECIPE = "meters"
PAST = timedelta(days=800)  # read to learn a year and its season
MONTH = timedelta(days=30)
FEW, RIGHT = 4, 0.5  # closed alerts, and the share that must be right, before a rule is questioned
Open = Q(state=MeterAlert.State.OPEN)


def watches(authority: Authority) -> QuerySet[MeterWatch]:
    """The watched meters with how many alerts wait."""
    waiting = Count("alerts", Q(alerts__deleted_at=None, alerts__state=MeterAlert.State.OPEN))
    return living(MeterWatch, authority).select_related("authority").annotate(waiting=waiting)


def alerts(authority: Authority) -> QuerySet[MeterAlert]:
    rows = living(MeterAlert, authority).filter(watch__deleted_at=None)
    return rows.select_related("watch", "authority")


def headline(found: QuerySet[MeterWatch]) -> str:
    """How many meters are watched, how many alerts wait."""
    count, waiting = len(found), sum(each.waiting for each in found)  # type: ignore[attr-defined]
    if not count:
        return _("No meter is watched yet.")
    text = ngettext("%(count)s watched meter", "%(count)s watched meters", count)
    if not waiting:
        return _("%(meters)s, no alert to check.") % {"meters": text % {"count": count}}
    more = ngettext("%(count)s alert to check.", "%(count)s alerts to check.", waiting)
    return f"{text % {'count': count}}, {more % {'count': waiting}}"


def alerts_headline(found: QuerySet[MeterAlert]) -> str:
    """How many alerts wait for somebody."""
    waiting = found.filter(Open).count()
    text = ngettext("%(count)s alert to check.", "%(count)s alerts to check.", waiting)
    return text % {"count": waiting} if waiting else _("No alert to check.")


def twin_meters(authority: Authority) -> Sequence[Meter]:
    """The meters of the twin; none where there is no twin."""
    try:
        return meter_reader().meters(authority.urn)
    except JalonsError:
        return ()


def hours_of(watch: MeterWatch, now: datetime) -> HourSeries | None:
    """The hours of a meter, from the twin or from files; None without any."""
    from jalons.ailibrary.engine.series.hours import EPOCH, placed  # in the worker

    known: dict[int, float] = {}
    if watch.meter:
        pairs = meter_reader().hours(watch.authority.urn, watch.meter, now - PAST, now)
        known = {(when - EPOCH) // timedelta(hours=1): value for when, value in pairs}
    else:
        months = MeterMonth.objects.of(watch.authority).filter(watch=watch, month__gte=now - PAST)
        for month, hours in months.values_list("month", "hours"):
            begun = datetime(month.year, month.month, 1, tzinfo=UTC)
            start = (begun - EPOCH) // timedelta(hours=1)
            known |= {start + at: each for at, each in enumerate(hours) if each is not None}
    return placed(known) if known else None


def is_mean(watch: MeterWatch) -> bool:
    """Whether its hours are means."""
    return watch.quantity in MEANS


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """A rule on a meter: whether it is on, its closed alerts, those that were right."""

    rule: str
    on: bool
    closed: int
    right: int

    @property
    def doubtful(self) -> bool:
        """Whether a person should think of suspending it."""
        return self.on and self.closed >= FEW and self.right < RIGHT * self.closed


def rule_records(watch: MeterWatch) -> list[RuleRecord]:
    """What people said of the alerts of each rule."""
    closed = alerts(watch.authority).filter(watch=watch, state=MeterAlert.State.CLOSED)
    every, right = Count("pk"), Count("pk", ~Q(cause=MeterAlert.Cause.FALSE))
    lines = closed.order_by().values("rule").annotate(every=every, right=right)
    counts = {each["rule"]: (each["every"], each["right"]) for each in lines}
    return [RuleRecord(each, each in watch.rules, *counts.get(each, (0, 0))) for each in RULES]


def usage(authority: Authority, today: date) -> Usage:
    """Thirty days of alerts closed: those set aside were false alarms."""
    closed = alerts(authority).filter(closed_on__gt=today - MONTH, state=MeterAlert.State.CLOSED)
    read = closed.aggregate(
        decisions=Count("pk"), set_aside=Count("pk", Q(cause=MeterAlert.Cause.FALSE)),
        last=Max("closed_on"),
    )  # fmt: skip
    return Usage(**read)


def panel(use: RecipeUse) -> Panel | None:
    """What the page of the recipe says of this authority's meters."""
    from django.urls import reverse

    if use.key != RECIPE:
        return None
    url = reverse("meter_watch_list", args=[use.authority.slug])
    return Panel(headline(watches(use.authority)), url=url, action=_("See the meters"))


def manner_of(watch: MeterWatch) -> tuple[str, bool]:
    """The curve to use, and whether the recipe may speak at all."""
    use = use_of(watch.authority, RECIPE)
    return ("profile" if use and use.by_rule else "ridge"), use is None or use.may_suggest
