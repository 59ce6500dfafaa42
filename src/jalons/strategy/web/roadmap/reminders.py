"""Reminders by mail: one digest per person, as often as they want, and a way out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority, Membership, Role, User, at_work
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.tasks import rounds
from jalons.strategy.engine.funding import is_to_file
from jalons.strategy.engine.reminders import (
    DUTY_SOON,
    Reason,
    ToRemind,
    Watched,
    digests,
    is_time,
    ordered,
    to_remind,
)
from jalons.strategy.store import catalogue
from jalons.strategy.web.deadlines import When, deadlines
from jalons.strategy.web.figures import day_words
from jalons.strategy.web.indicators.models import DeclaredValue, FollowedIndicator
from jalons.strategy.web.models import StoredObservation
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.models import ReminderChoice

_log = logging.getLogger(__name__)
_SIGNER = Signer(salt="jalons.strategy.reminders")
SHOWN = 40  # lines of one digest
FIRST_MONTH = 4  # when the values of the year before should be known


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A line of a digest, in words; ``path`` is the page of its sheet."""

    text: str
    day: str
    path: str


def sections(
    authority: Authority, found: list[ToRemind[int]]
) -> list[tuple[str, list[DigestLine]]]:
    """A digest under a title per reason, the most pressing first."""
    held: dict[Reason, list[DigestLine]] = {}
    for each in found[:SHOWN]:
        path = _path(authority, each)
        day = day_words(each.day) if each.day else ""
        held.setdefault(each.reason, []).append(DigestLine(each.title, day, path))
    return [(_title(reason), lines) for reason, lines in held.items()]


def _path(authority: Authority, each: ToRemind[int]) -> str:
    if each.reason in {Reason.DUTY_LATE, Reason.DUTY_SOON}:
        return reverse("path_page", args=[authority.slug])
    page = "indicator_page" if each.reason is Reason.VALUE_DUE else "roadmap_action"
    return reverse(page, args=[authority.slug, each.action])


def _title(reason: Reason) -> str:
    return {
        Reason.DUTY_LATE: _("What the law asked for, and is late"),
        Reason.FUNDING_OVERDUE: _("Fundings whose day to file is past"),
        Reason.TASK_OVERDUE: _("Tasks that should be done by now"),
        Reason.ACTION_LATE: _("Actions past their end"),
        Reason.DUTY_SOON: _("What the law asks for within a month"),
        Reason.FUNDING_SOON: _("Fundings to file within thirty days"),
        Reason.TASK_SOON: _("Tasks due within two weeks"),
        Reason.ACTION_SOON: _("Actions that end within two weeks"),
        Reason.VALUE_DUE: _("Values to write down"),
        Reason.STALE: _("Sheets nobody has touched for 180 days"),
    }[reason]


def watched(authority: Authority) -> Iterator[Watched[int]]:
    """The actions of an authority as reminders read them, in three queries."""
    for sheet in queries.actions_with(authority, "tasks", "fundings").order_by():
        yield Watched(
            action=str(sheet.pk),
            title=sheet.title,
            status=sheet.status,
            end=sheet.end,
            changed=timezone.localtime(sheet.changed_at).date(),
            lead=sheet.lead_user_id,
            tasks=tuple((t.title, t.due, t.done_at is not None) for t in sheet.tasks.all()),
            files=tuple(
                (str(each), each.deadline)
                for each in sheet.fundings.all()
                if each.deadline and is_to_file(each.state, each.deadline)
            ),
        )


def values_due(authority: Authority, today: date) -> Iterator[ToRemind[int]]:
    """The yearly indicators followed that have no value for the year before, from April on."""
    if today.month < FIRST_MONTH:
        return
    end = date(today.year - 1, 12, 31)
    known = StoredObservation.objects.of(authority).filter(period_end__gte=end)
    told = set(known.values_list("indicator", flat=True))
    told |= set(
        DeclaredValue.objects.of(authority)
        .filter(period_end__gte=end)
        .values_list("indicator", flat=True)
    )
    for name in FollowedIndicator.objects.of(authority).values_list("indicator", flat=True):
        sheet = catalogue().indicators.get(name)
        if sheet and sheet.measures and sheet.frequency == "year" and name not in told:
            yield ToRemind(Reason.VALUE_DUE, wording.indicator(name), name, end)


def duties_due(authority: Authority, today: date) -> tuple[list[ToRemind[int]], ...]:
    """The duties due within a month, and those that are late."""
    soon: list[ToRemind[int]] = []
    late: list[ToRemind[int]] = []
    for each in deadlines(authority):
        title = f"{each.name} · {each.what}"
        if each.late:
            late.append(ToRemind(Reason.DUTY_LATE, title, "", each.day))
        elif each.day and each.state is When.AHEAD and each.day <= today + DUTY_SOON:
            soon.append(ToRemind(Reason.DUTY_SOON, title, "", each.day))
    return soon, late


def digests_of(authority: Authority) -> dict[int, list[ToRemind[int]]]:
    """What each member would be told today, by key of the member.

    A late duty goes with what leads are told anyway: alone, it would write to them for ever.
    """
    held = Membership.objects.filter(authority=authority, user__is_active=True)
    today = timezone.localdate()
    roles = list(held.values_list("user_id", "role"))
    leads = [pk for pk, role in roles if role == Role.LEAD]
    administrators = [pk for pk, role in roles if role == Role.ADMINISTRATOR]
    soon, late = duties_due(authority, today)
    told = digests(
        [*to_remind(watched(authority), today), *values_due(authority, today), *soon],
        members=[pk for pk, _role in roles],
        leads=leads,
        administrators=administrators,
    )
    for pk in leads or administrators:
        if pk in told:
            told[pk] = ordered([*late, *told[pk]])
    return told


def set_rhythm(*, authority: Authority, user: User, rhythm: str, by: User | None) -> None:
    """Keep how often a member wants to be reminded."""
    choice, _made = ReminderChoice.objects.of(authority).get_or_create(
        authority=authority, user=user
    )
    if choice.rhythm == rhythm:
        return
    before, choice.rhythm = choice.rhythm, rhythm
    choice.save(update_fields=["rhythm"])
    record(request_user=by, authority=authority, verb=Verb.CHANGED,
           urn=f"urn:jalons:reminder_choice:{choice.pk}", label=_("Reminders"),
           before={"rhythm": before}, after={"rhythm": rhythm})  # fmt: skip


# Leaving ------------------------------------------------------------------------------------------


def leave_path(authority: Authority, user: User) -> str:
    """The path that stops reminders without signing in."""
    return reverse("reminders_leave", args=[_SIGNER.sign(f"{authority.pk}.{user.pk}")])


def read_leave_token(token: str) -> tuple[Authority, User] | None:
    """Whose reminders a link stops; None when it is forged or they are no more."""
    try:
        owner, _dot, person = _SIGNER.unsign(token).partition(".")
        authority = Authority.objects.filter(pk=int(owner)).first()
        user = User.objects.filter(pk=int(person)).first()
    except (BadSignature, ValueError):
        return None
    return (authority, user) if authority and user else None


# Sending ------------------------------------------------------------------------------------------


def send_reminders(*, now: datetime) -> int:
    """Write to everybody it is time to, in every real authority; how many mails left.

    Nothing leaves without a mail server (``JALONS_MAIL_URL``), nor to somebody who is no longer a
    member. Called by the daily round of the server.
    """
    if not settings.OPTIONS["MAIL_URL"]:
        return 0
    return sum(
        rounds.once("strategy.reminders", partial(_send_all, each, now), now=now, authority=each)
        or 0
        for each in Authority.objects.filter(at_work(), kind=Authority.Kind.REAL)
    )


def _send_all(authority: Authority, now: datetime) -> int:
    """Write to the members of one authority it is time to write to; how many mails left."""
    members = Membership.objects.filter(authority=authority, user__is_active=True)
    people = {each.user_id: each.user for each in members.select_related("user")}
    return sum(
        _remind(authority, people[pk], found, now)
        for pk, found in digests_of(authority).items()
        if pk in people
    )


def _remind(authority: Authority, user: User, found: list[ToRemind[int]], now: datetime) -> bool:
    """Write to one member, unless it is too early or another process does; whether a mail left.

    The moment is claimed before the mail leaves, and given back when it does not.
    """
    choices = ReminderChoice.objects.of(authority)
    choice, _made = choices.get_or_create(authority=authority, user=user)
    before = choice.sent_at
    if not is_time(choice.rhythm, before, now):
        return False
    if not choices.filter(pk=choice.pk, sent_at=before).update(sent_at=now):
        return False
    if not _send(authority, user, found):
        choices.filter(pk=choice.pk, sent_at=now).update(sent_at=before)
        return False
    record(request_user=None, authority=authority, verb="reminded",
           urn=f"urn:jalons:reminder_choice:{choice.pk}", label=str(user),
           after={"lines": len(found)})  # fmt: skip
    return True


def address() -> str:
    """Where this instance is read, without its last slash."""
    told = str(settings.OPTIONS["ADDRESS"]).rstrip("/")
    scheme = "https" if settings.OPTIONS["HTTPS"] else "http"
    return told or f"{scheme}://{settings.OPTIONS['HOSTS'][0].lstrip('*.')}"


def _send(authority: Authority, user: User, found: list[ToRemind[int]]) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = mail_of(authority, user, found)
        leave = address() + leave_path(authority, user)
        mail = EmailMessage(subject, body, None, [user.email],
                            headers={"List-Unsubscribe": f"<{leave}>"})  # fmt: skip
        try:
            return bool(mail.send())
        except (OSError, SMTPException):
            _log.exception("the reminder did not leave")
            return False


def mail_of(authority: Authority, user: User, found: list[ToRemind[int]]) -> tuple[str, str]:
    """The subject and the text of a digest."""
    count = len(found)
    subject = ngettext(
        "%(authority)s: %(count)s reminder of the roadmap",
        "%(authority)s: %(count)s reminders of the roadmap",
        count,
    ) % {"authority": authority.name, "count": count}
    values: dict[str, Any] = {
        "authority": authority,
        "sections": sections(authority, found),
        "others": max(0, count - SHOWN),
        "address": address(),
        "leave": leave_path(authority, user),
        "choose": reverse("roadmap_reminders", args=[authority.slug]),
    }
    return subject, render_to_string("strategy/roadmap/reminder_mail.txt", values)
