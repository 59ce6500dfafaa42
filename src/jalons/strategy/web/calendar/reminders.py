"""Reminders by mail: what waits for each member of an authority."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.queries import by_role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words
from jalons.foundation.digests.digest import Digest, DigestWords, Line, Section
from jalons.foundation.digests.models import Rhythm
from jalons.strategy.engine.roadmap.funding import is_to_file
from jalons.strategy.engine.roadmap.reminders import (
    DUTY_SOON,
    Reason,
    ToRemind,
    Watched,
    digests,
    ordered,
    to_remind,
)
from jalons.strategy.engine.roadmap.roadmap import CLOSED
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators.models import DeclaredValue, FollowedIndicator
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.statutory.deadlines import When, deadlines

FIRST_MONTH = 4  # when the values of the year before should be known


def sections(authority: Authority, found: Sequence[ToRemind[int]]) -> list[Section]:
    """The reminders grouped by reason, the most urgent first."""
    by_reason: dict[Reason, list[Line]] = {}
    for each in found:
        day = day_words(each.day) if each.day else ""
        line = Line(each.title, _path(authority, each), day)
        by_reason.setdefault(each.reason, []).append(line)
    return [Section(_title(reason), tuple(lines)) for reason, lines in by_reason.items()]


def _path(authority: Authority, each: ToRemind[int]) -> str:
    if each.reason in {Reason.DUTY_LATE, Reason.DUTY_SOON}:
        return reverse("path_page", args=[authority.slug])
    page = "indicator_page" if each.reason is Reason.VALUE_DUE else "roadmap_action"
    return reverse(page, args=[authority.slug, each.action])


def _title(reason: Reason) -> str:
    return {
        Reason.DUTY_LATE: _("What the law asked for, and is late"),
        Reason.FUNDING_OVERDUE: _("Grants whose deadline is past"),
        Reason.TASK_OVERDUE: _("Tasks that should be done by now"),
        Reason.ACTION_LATE: _("Actions past their end"),
        Reason.DUTY_SOON: _("What the law asks for within a month"),
        Reason.FUNDING_SOON: _("Grants to apply for within thirty days"),
        Reason.TASK_SOON: _("Tasks due within two weeks"),
        Reason.ACTION_SOON: _("Actions that end within two weeks"),
        Reason.VALUE_DUE: _("Values to write down"),
        Reason.STALE: _("Sheets nobody has touched for 180 days"),
    }[reason]


def watched(authority: Authority) -> Iterator[Watched[int]]:
    """The open actions of an authority for the reminders, in three queries."""
    every = queries.actions_with(authority, "tasks", "fundings").order_by()
    for sheet in every.exclude(status__in=CLOSED):
        yield Watched(
            action=str(sheet.pk),
            title=sheet.title,
            status=sheet.status,
            end=sheet.end,
            changed=timezone.localtime(sheet.changed_at).date(),
            lead=sheet.lead_user_id,
            tasks=tuple((t.title, t.due, t.done_at is not None) for t in sheet.tasks.all()),
            files=tuple(
                (str(funding), funding.deadline)
                for funding in sheet.fundings.all()
                if funding.deadline and is_to_file(funding.state, funding.deadline)
            ),
        )


def values_due(authority: Authority, today: date) -> Iterator[ToRemind[int]]:
    """The yearly indicators followed that have no value for the year before, from April on."""
    if today.month < FIRST_MONTH:
        return
    end = date(today.year - 1, 12, 31)
    known = StoredObservation.objects.of(authority).filter(period_end__gte=end)
    valued = set(known.values_list("indicator", flat=True))
    valued |= set(
        living(DeclaredValue, authority)
        .filter(period_end__gte=end)
        .values_list("indicator", flat=True)
    )
    for name in FollowedIndicator.objects.of(authority).values_list("indicator", flat=True):
        sheet = catalogue().indicators.get(name)
        if sheet and sheet.measures and sheet.frequency == "year" and name not in valued:
            yield ToRemind(Reason.VALUE_DUE, wording.indicator(name), name, end)


def duties_due(authority: Authority, today: date) -> tuple[list[ToRemind[int]], ...]:
    """The duties due within a month, and those that are late."""
    soon: list[ToRemind[int]] = []
    late: list[ToRemind[int]] = []
    for deadline in deadlines(authority):
        title = f"{deadline.name} · {deadline.what}"
        if deadline.late:
            late.append(ToRemind(Reason.DUTY_LATE, title, "", deadline.day))
        elif deadline.day and deadline.state is When.AHEAD and deadline.day <= today + DUTY_SOON:
            soon.append(ToRemind(Reason.DUTY_SOON, title, "", deadline.day))
    return soon, late


def digests_of(authority: Authority, now: datetime) -> dict[int, list[ToRemind[int]]]:
    """The reminders of each member on the day of ``now``, by key of the member.

    A late duty goes with what leads receive anyway: alone, it would be sent to them for ever.
    """
    members = by_role(authority=authority)
    today = timezone.localdate(now)
    leads, administrators = members[Role.LEAD], members[Role.ADMINISTRATOR]
    soon, late = duties_due(authority, today)
    by_member = digests(
        [*to_remind(watched(authority), today), *values_due(authority, today), *soon],
        members=[pk for keys in members.values() for pk in keys],
        leads=leads,
        administrators=administrators,
    )
    for pk in leads or administrators:
        if pk in by_member:
            by_member[pk] = ordered([*late, *by_member[pk]])
    return by_member


REMINDERS = Digest(
    name="strategy.reminders",
    kind="reminder_choice",
    words=DigestWords(
        title=gettext_lazy("Reminders"),
        kind=gettext_lazy("reminders"),
        subject=ngettext_lazy(
            "%(authority)s: %(count)s reminder of the roadmap",
            "%(authority)s: %(count)s reminders of the roadmap",
            "count",
        ),
        opening=gettext_lazy("Reminders from the roadmap of %(name)s:"),
        page=gettext_lazy("To receive fewer e-mails:"),
        stop=gettext_lazy("Stop the reminders by e-mail"),
        stopped=gettext_lazy("No more reminder will be sent to you."),
    ),
    rhythms=(Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.NEVER),
    found=digests_of,
    sections=sections,
    page="roadmap_reminders",
    leave="reminders_leave",
    most=40,
)
