"""What waits for somebody in the room, whatever the topic: on a page, and by mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, groupby

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from jalons.catalogue.engine.charters.application import CommitmentState
from jalons.catalogue.engine.freshness import FreshnessState
from jalons.catalogue.web.ai_systems import queries as ai
from jalons.catalogue.web.ai_systems.register import systems
from jalons.catalogue.web.algorithms import queries as algorithms
from jalons.catalogue.web.algorithms import register as registers
from jalons.catalogue.web.charters import queries as charters
from jalons.catalogue.web.charters.register import commitments
from jalons.catalogue.web.checks import queries as checks
from jalons.catalogue.web.checks.actions import page_of
from jalons.catalogue.web.datasets import queries as datasets
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.exchange.queries import TWIN
from jalons.catalogue.web.exchange.register import sources
from jalons.foundation.accounts.models import Authority, Membership, Role
from jalons.foundation.design.page_language import day_words
from jalons.foundation.digests import actions
from jalons.foundation.digests.digest import Digest, DigestWords, Line, Section
from jalons.foundation.digests.models import Rhythm
from jalons.foundation.register.pages import url_of

SOON = timedelta(days=14)  # before the day a commitment is due
type Reminder = tuple[str, Line]  # the title it stands under, and what it says


def due(authority: Authority) -> list[Reminder]:
    """What waits in the room, the most pressing topic first."""
    topics = (
        (_("Requests about algorithms past their deadline"), _requests(authority)),
        (_("Catalogues that were not read"), _sources(authority)),
        (_("Files that do not respect their schema"), _checks(authority)),
        (_("Data that are late"), _datasets(authority)),
        (_("Cards and sheets to read again"), chain(_algorithms(authority), _systems(authority))),
        (_("Commitments of charters, due or late"), _commitments(authority)),
    )
    return [(title, line) for title, lines in topics for line in lines]


def _requests(authority: Authority) -> Iterator[Line]:
    for each in algorithms.requests(authority).filter(answered_on=None):
        if each.is_late:
            yield Line(each.subject, url_of(registers.requests, each), day_words(each.due_on))


def _sources(authority: Authority) -> Iterator[Line]:
    for each in sources.of(authority):
        if each.asks or each.problem:
            why = each.problem or _("Nearly all its identifiers changed: say what they are.")
            yield Line(each.name, url_of(sources, each), detail=why)


def _checks(authority: Authority) -> Iterator[Line]:
    rows = checks.rows(authority).exclude(schema="").select_related("distribution__authority")
    for each in rows.filter(Q(errors__gt=0) | ~Q(problem="")):
        name, words = str(each.distribution.dataset), f"{each} · {checks.sentence(each)}"
        yield Line(name, page_of(each.distribution), detail=words)


def _datasets(authority: Authority) -> Iterator[Line]:
    """Those described here: what others describe is theirs to refresh."""
    rows = datasets.rows(authority).filter(origin__in=("", TWIN)).order_by("updated_on")
    late = rows.filter(datasets.is_in(FreshnessState.LATE))
    for each in late.exclude(state=Dataset.State.WITHDRAWN):
        words = datasets.freshness_words(datasets.freshness(each))
        yield Line(each.name, datasets.address(each), detail=words)


def _algorithms(authority: Authority) -> Iterator[Line]:
    for each in algorithms.rows(authority):
        if each.is_stale:
            day = day_words(each.review_before)
            yield Line(each.name, url_of(registers.algorithms, each), day)


def _systems(authority: Authority) -> Iterator[Line]:
    for each in ai.systems(authority):
        if ai.is_stale(each):
            yield Line(each.name, url_of(systems, each), day_words(each.review_by))


def _commitments(authority: Authority) -> Iterator[Line]:
    soon = timezone.localdate() + SOON
    for each in charters.commitments(authority, due_on__lte=soon).order_by("due_on"):
        if charters.state_of(each) is not CommitmentState.PROVEN:
            charter = str(each.principle.charter)
            yield Line(each.text, url_of(commitments, each), day_words(each.due_on), charter)


# By mail ------------------------------------------------------------------------------------------


def found(authority: Authority, now: datetime) -> dict[int, list[Reminder]]:
    """What waits, by key of the members who may do something about it."""
    del now  # what is late is late today
    roles = Membership.objects.filter(authority=authority).values_list("user_id", "role")
    able = [user for user, role in roles if Role(role).allows(Role.CONTRIBUTOR)]
    waiting = due(authority) if able else []
    return dict.fromkeys(able, waiting) if waiting else {}


def sections(_authority: Authority, waiting: Sequence[Reminder]) -> list[Section]:
    grouped = groupby(waiting, key=lambda each: each[0])
    return [Section(title, tuple(line for _title, line in lines)) for title, lines in grouped]


REMINDERS = Digest(
    name="catalogue.reminders", kind="catalogue_reminder_choice",
    words=DigestWords(
        title=gettext_lazy("Reminders about data and algorithms"),
        kind=gettext_lazy("e-mails about data and algorithms"),
        subject=ngettext_lazy("%(authority)s: %(count)s thing waits in data and algorithms",
                              "%(authority)s: %(count)s things wait in data and algorithms",
                              "count"),
        opening=gettext_lazy("Here is what waits in the data and the algorithms of %(name)s:"),
        page=gettext_lazy("What waits today, and how often you want this e-mail:"),
        stop=gettext_lazy("Stop the e-mails about data and algorithms"),
        stopped=gettext_lazy("No more e-mail about data and algorithms will be sent to you."),
    ),
    rhythms=(Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.NEVER), found=found, sections=sections,
    page="catalogue_reminders", leave="catalogue_reminders_leave", most=40,
)  # fmt: skip


def send(*, now: datetime) -> None:
    """Once a day: the mails that are due."""
    actions.send(REMINDERS, now=now)
