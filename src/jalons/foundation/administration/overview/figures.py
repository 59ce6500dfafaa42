"""What the operator reads first: figures of the instance, those that ask for somebody ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.files.quotas import MB
from jalons.foundation.accounts.models import Membership, User
from jalons.foundation.administration import queries
from jalons.foundation.administration.failures import queries as failures
from jalons.foundation.design.page_language import number_words
from jalons.foundation.tasks import queue, rounds
from jalons.foundation.tasks.models import Job

MONTH = timedelta(days=30)
PATIENCE = 3_600  # seconds a job may wait before somebody looks
FIRST_QUOTAS = 0.5  # of its room taken: from there an authority is among the next to be full


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its words and the page it leads to; ``is_late`` asks for somebody."""

    number: str
    label: str
    url: str
    detail: str = ""
    is_late: bool = False


def figures(lines: list[queries.AuthorityLine], *, now: datetime) -> list[Figure]:
    """The figures of the instance, those that ask for somebody first."""
    found = [*_people(lines, now), *_work(now), _disk()]
    return sorted(found, key=lambda figure: not figure.is_late)


def next_full(lines: list[queries.AuthorityLine], *, most: int = 5) -> list[queries.AuthorityLine]:
    """The authorities that come nearest to their room, the nearest first."""
    near = [line for line in lines if line.share >= FIRST_QUOTAS]
    return sorted(near, key=lambda line: -line.share)[:most]


def _people(lines: list[queries.AuthorityLine], now: datetime) -> list[Figure]:
    month = timezone.localdate(now - MONTH)
    came = sum(line.seen is not None and line.seen >= month for line in lines)
    people = Membership.objects.values("user").distinct().count()
    members = User.objects.filter(last_login__gt=now - MONTH, memberships__isnull=False)
    here = members.distinct().count()
    waiting, full = queries.waiting(), sum(line.is_nearly_full for line in lines)
    page = reverse("instance_authorities")
    return [
        Figure(
            number_words(waiting),
            ngettext("workspace to approve", "workspaces to approve", waiting),
            f"{page}?shown=waiting", is_late=waiting > 0,
        ),
        Figure(
            number_words(full), ngettext("authority nearly full", "authorities nearly full", full),
            f"{page}?only={queries.FULL}", is_late=full > 0,
        ),
        Figure(
            number_words(len(lines)), ngettext("authority", "authorities", len(lines)), page,
            ngettext("%(number)s came within 30 days", "%(number)s came within 30 days", came)
            % {"number": number_words(came)},
        ),
        Figure(
            number_words(people),
            ngettext("member of an authority", "members of authorities", people),
            reverse("instance_accounts"),
            ngettext("%(number)s signed in within 30 days",
                     "%(number)s signed in within 30 days", here)
            % {"number": number_words(here)},
        ),
    ]  # fmt: skip


def _work(now: datetime) -> list[Figure]:
    states, (_ready, oldest) = queue.by_state(), queue.waiting(now=now)
    waiting, failed = states.get(Job.State.QUEUED, 0), queue.failed_since(now)
    errors = failures.count_since(now)
    late = rounds.not_ended(now=now).count() + len(failures.of_rounds(now=now))
    jobs, minutes = reverse("instance_jobs"), number_words(round(oldest / 60))
    return [
        Figure(
            number_words(waiting), ngettext("job waits", "jobs wait", waiting),
            f"{jobs}?state={Job.State.QUEUED}",
            _("the oldest for %(minutes)s min") % {"minutes": minutes} if waiting else "",
            is_late=oldest > PATIENCE,
        ),
        Figure(
            number_words(failed), ngettext("job failed", "jobs failed", failed),
            f"{jobs}?state={Job.State.FAILED}", _("in 7 days"), is_late=failed > 0,
        ),
        Figure(
            number_words(errors), ngettext("unexpected error", "unexpected errors", errors),
            reverse("instance_errors"), _("in 7 days"), is_late=errors > 0,
        ),
        Figure(
            number_words(late), ngettext("daily task unfinished", "daily tasks unfinished", late),
            reverse("instance_daily"), _("in 7 days"), is_late=late > 0,
        ),
    ]  # fmt: skip


def _disk() -> Figure:
    total, free = quotas.disk_bytes()
    floor = settings.OPTIONS["DISK_FLOOR_MB"] * MB
    return Figure(
        _("%(number)s GB") % {"number": number_words(free / 1e9, 1)}, _("free on the disk"),
        f"{reverse('instance_authorities')}?sort=-size",
        _("of %(number)s GB") % {"number": number_words(total / 1e9, 0)},
        is_late=free < 2 * floor,
    )  # fmt: skip
