"""The calendar feed of an authority (iCalendar), behind a secret address."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.strategy.engine.roadmap.ics import DayEvent
from jalons.strategy.engine.roadmap.roadmap import CLOSED
from jalons.strategy.web.calendar.models import CalendarLink
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.statutory.deadlines import When, deadlines


def make_link(*, authority: Authority, user: User) -> str:
    """Create the calendar address of a member, replacing the former; its secret, shown once."""
    secret = links.new_secret()
    existing = CalendarLink.objects.of(authority)
    existing.filter(user=user).delete()
    made = CalendarLink.objects.create(authority=authority, user=user, digest=links.digest(secret))
    _journal(authority, user, Verb.CREATED, made.pk)
    return secret


def revoke_link(*, authority: Authority, user: User) -> bool:
    """Close the calendar address of a member; false when there is none."""
    made = CalendarLink.objects.of(authority).filter(user=user).first()
    if made is None:
        return False
    _journal(authority, user, Verb.REVOKED, made.pk)
    made.delete()
    return True


def _journal(authority: Authority, user: User, verb: Verb, pk: int) -> None:
    record(request_user=user, authority=authority, verb=verb,
           urn=f"urn:jalons:calendar_link:{pk}", label=_("Calendar address"))  # fmt: skip


def link_of(authority: Authority, user: User) -> CalendarLink | None:
    """The calendar address of a member, without its secret."""
    return CalendarLink.objects.of(authority).filter(user=user).first()


def opened(secret: str) -> Authority | None:
    """The authority of a secret, None once its member has no access."""
    digest = links.digest(secret)
    # Not of one authority: the secret is what names it.
    found = CalendarLink._default_manager.filter(digest=digest).select_related("user").first()
    if found is None or not found.user.is_active:
        return None
    memberships = Membership.objects.filter(authority_id=found.authority_id, user=found.user)
    return found.authority if memberships.exists() and found.authority.is_reachable else None


def events(authority: Authority, request: HttpRequest) -> Iterator[DayEvent]:
    """Ends of open actions, tasks due, fundings to file, days of the duties."""
    host = request.get_host()

    def address(name: str, *args: object) -> str:
        return request.build_absolute_uri(reverse(name, args=[authority.slug, *args]))

    sheets = queries.actions(authority).exclude(status__in=CLOSED)
    for sheet in sheets.exclude(end=None).order_by("end", "title"):
        if sheet.end:
            yield DayEvent(
                f"action-{sheet.pk}@{host}",
                sheet.end,
                _("End: %(title)s") % {"title": sheet.title},
                sheet.get_status_display(), address("roadmap_action", sheet.pk),
            )  # fmt: skip
    tasks = queries.tasks(authority).filter(done_at=None)
    tasks = tasks.exclude(action__status__in=CLOSED).exclude(due=None).select_related("action")
    for task in tasks.order_by("due", "pk"):
        if task.due:
            yield DayEvent(
                f"task-{task.pk}@{host}", task.due, task.title, task.action.title,
                address("roadmap_action", task.action_id),
            )  # fmt: skip
    for funding in queries.to_file(authority):
        if funding.deadline:
            yield DayEvent(
                f"funding-{funding.pk}@{host}", funding.deadline,
                _("To file: %(funding)s") % {"funding": funding}, funding.action.title,
                address("roadmap_action", funding.action_id),
            )  # fmt: skip
    yield from _duties(authority, host, address("path_page"))


def _duties(authority: Authority, host: str, page: str) -> Iterator[DayEvent]:
    """Future days only: what is late or has no fixed day is on the pages."""
    for deadline in deadlines(authority):
        if deadline.day and deadline.state is When.AHEAD:
            uid = f"duty-{authority.pk}-{deadline.duty}-{deadline.step}@{host}"
            yield DayEvent(uid, deadline.day, deadline.what, deadline.name, page)
