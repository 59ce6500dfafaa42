"""Write the mails of a digest; record how often a member wants them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from email.policy import SMTP, Policy
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.digests import queries
from jalons.foundation.digests.digest import Digest
from jalons.foundation.digests.links import instance_address, leave_path
from jalons.foundation.digests.models import DigestChoice, Rhythm
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.tasks import rounds
from jalons.kernel.errors import new_reference

_log = logging.getLogger(__name__)


@transaction.atomic
def choose(digest: Digest[Any], *, authority: Authority, user: User, rhythm: str) -> None:
    """Store how often a member wants the mails of a digest."""
    choice = _choice(digest, authority, user)
    if choice.rhythm == rhythm:
        return
    before, choice.rhythm = choice.rhythm, Rhythm(rhythm)
    choice.save(update_fields=["rhythm"])
    record(request_user=user, authority=authority, verb=Verb.CHANGED, urn=_urn(digest, choice),
           label=str(digest.words.title), before={"rhythm": before},
           after={"rhythm": choice.rhythm})  # fmt: skip


def _choice(digest: Digest[Any], authority: Authority, user: User) -> DigestChoice:
    return DigestChoice.objects.of(authority).get_or_create(
        authority=authority, user=user, name=digest.name,
        defaults={"rhythm": digest.rhythms[0]},
    )[0]  # fmt: skip


def _urn(digest: Digest[Any], choice: DigestChoice) -> str:
    return f"urn:jalons:{digest.kind}:{choice.pk}"


# Sending ------------------------------------------------------------------------------------------


def send[T](digest: Digest[T], *, now: datetime) -> int:
    """Send the due mails of a digest; how many left.

    What a digest says is found once a day for each authority, by one process; at each call when it
    leaves at once. What fails for an authority or a mail is logged and stops no other.
    """
    due, write_to = queries.due(digest, now), partial(_write_to_members, digest, now)
    if Rhythm.AT_ONCE not in digest.rhythms:
        return sum(rounds.each(digest.name, write_to, now=now, due=due))
    return sum(
        _guarded(partial(write_to, authority), f"{digest.name} of {authority.pk} did not end")
        for authority in Authority.objects.filter(due).order_by("?")  # none is always the last
    )


def _guarded(work: Callable[[], int], failure: str) -> int:
    try:
        return work()
    except Exception:
        _log.exception("[%s] %s", new_reference(), failure)
        return 0


def _write_to_members[T](digest: Digest[T], now: datetime, authority: Authority) -> int:
    """Send the due mails to the members of one authority; how many left."""
    with translation.override(settings.LANGUAGE_CODE):
        if not (found := digest.found(authority, now)):
            return 0
        members = Membership.objects.filter(authority=authority, user__is_active=True)
        people = {member.user_id: member.user for member in members.select_related("user")}
        return sum(
            _write(digest, authority, people[pk], items, now)
            for pk, items in found.items()
            if pk in people
        )


def _write[T](
    digest: Digest[T], authority: Authority, user: User, items: Sequence[T], now: datetime
) -> bool:
    """Send to one member unless it is too early or another process does; whether a mail left.

    The moment is claimed before the mail leaves, and freed when it does not.
    """
    choice = _choice(digest, authority, user)
    before, rhythm = choice.sent_at, choice.rhythm
    items = _new(digest, items, before, now)
    if not items or not queries.is_due(rhythm, before, now):
        return False
    rows = DigestChoice.objects.of(authority).filter(pk=choice.pk)
    if not rows.filter(sent_at=before, rhythm=rhythm).update(sent_at=now):
        return False
    failure = f"a mail of {digest.name} did not leave"
    if not _guarded(lambda: mail_of(digest, authority, user, items).send(), failure):
        rows.filter(sent_at=now).update(sent_at=before)
        return False
    record(request_user=None, authority=authority, verb=Verb.REMINDED, urn=_urn(digest, choice),
           label=str(user), after={"lines": len(items)})  # fmt: skip
    return True


def _new[T](
    digest: Digest[T], items: Sequence[T], before: datetime | None, now: datetime
) -> Sequence[T]:
    """What the last mail did not say; all of it when the clock was wrong that day."""
    if digest.since is None or before is None or before > now:
        return items
    return [each for each in items if digest.since(each) > before]


class _Mail(EmailMessage):
    """A mail whose headers stay on their line: a folded address is no longer one for programs."""

    def message(self, *, policy: Policy[Any] | None = None) -> Any:
        message = super().message(policy=policy or SMTP)
        message.policy = message.policy.clone(max_line_length=998)
        return message


def mail_of[T](
    digest: Digest[T], authority: Authority, user: User, items: Sequence[T]
) -> EmailMessage:
    """The mail of a digest; mail programs may stop the next ones in one click (RFC 8058)."""
    address = instance_address()
    leave = address + leave_path(digest, authority, user)
    headers = {"List-Unsubscribe": f"<{leave}>"}
    if leave.startswith("https:"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    values = {
        "opening": digest.words.opening % {"name": authority.name},
        "sections": digest.sections(authority, items[: digest.most]),
        "others": max(0, len(items) - digest.most),
        "address": address,
        "page": digest.words.page,
        "page_path": reverse(digest.page, args=[authority.slug]),
        "leave": leave,
    }
    subject = digest.words.subject % {"authority": authority.name, "count": len(items)}
    body = render_to_string("digests/mail.txt", values)
    return _Mail(subject, body, None, [user.email], headers=headers)
