"""One mail in June: the purchases of last year are not declared, begun or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.queries import by_role
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.digests import actions as digests
from jalons.foundation.digests.digest import Digest, DigestWords, Line, Section
from jalons.foundation.digests.models import Rhythm
from jalons.foundation.tasks import rounds
from jalons.procurement.web.agec import indicators, queries
from jalons.procurement.web.agec.models import AccountingExport, AgecYear

SOON = timedelta(days=25)  # one mail: the next of a monthly digest would come after the day
RETAINED = timedelta(days=30)  # exports nobody read


def _is_time(now: datetime) -> bool:
    """Whether the day to declare the last year is near."""
    today = timezone.localdate(now)
    due = indicators.due(today.year - 1)
    return due - SOON <= today <= due


def to_declare(authority: Authority, now: datetime) -> dict[int, list[AgecYear]]:
    """The year to declare, by key of the leads (of the administrators when there is none).

    An authority that has former years and none for the last one has that year to begin.
    """
    today = timezone.localdate(now)
    year, every = today.year - 1, list(queries.years(authority))
    last = [each for each in every if each.year == year]
    if every and not last:
        last = [AgecYear(authority=authority, year=year)]
    found = [each for each in last if not each.declared_on and not each.filed]
    if not found or not _is_time(now):
        return {}
    members = by_role(authority=authority)
    return dict.fromkeys(members[Role.LEAD] or members[Role.ADMINISTRATOR], found)


def sections(authority: Authority, found: Sequence[AgecYear]) -> list[Section]:
    lines = tuple(
        Line(
            str(_("Declaration of the purchases of %s")) % each.year,
            reverse("agec_year_new", args=[authority.slug])
            if each.is_new
            else reverse("agec_declaration", args=[authority.slug, each.pk]),
        )
        for each in found
    )
    return [Section("", lines)]


AGEC = Digest(
    name="procurement.agec",
    kind="agec_reminder_choice",
    words=DigestWords(
        title=_("Reminder of the AGEC declaration"),
        kind=_("reminder of the AGEC declaration"),
        subject=ngettext_lazy(
            "%(authority)s: a declaration is due by 30 June",
            "%(authority)s: %(count)s declarations are due by 30 June",
            "count",
        ),
        opening=_("The purchases of last year are to be declared on data.gouv.fr by 30 June:"),
        page=_("All the years:"),
        stop=_("Stop the reminder of the AGEC declaration"),
        stopped=_("This reminder will no longer be sent to you."),
    ),
    rhythms=(Rhythm.MONTHLY, Rhythm.NEVER),
    found=to_declare,
    sections=sections,
    page="agec",
    leave="agec_leave",
    most=5,
    waits=lambda now: owns(AgecYear) if _is_time(now) else Q(pk__in=()),
)


def daily_round(*, now: datetime) -> None:
    """Send the reminder; erase the exports nobody read for a month."""
    digests.send(AGEC, now=now)
    rounds.once("procurement.exports", lambda: forget_unread(now), now=now)


def forget_unread(now: datetime) -> int:
    """Erase the exports that wait since more than a month; how many."""
    old = Q(read_at=None, dropped_at__lt=now - RETAINED)
    count = 0
    for authority in Authority.objects.filter(owns(AccountingExport, old, trash=True)):
        for each in AccountingExport.objects.of(authority).filter(old):
            each.discard()
            count += 1
    return count
