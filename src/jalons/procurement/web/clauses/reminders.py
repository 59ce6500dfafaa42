"""Late checks by mail, every week, to those who may write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from jalons.foundation.accounts.models import Authority, Membership, Role
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.design.page_language import day_words
from jalons.foundation.digests import actions
from jalons.foundation.digests.digest import Digest, DigestWords, Line, Section
from jalons.foundation.digests.models import Rhythm
from jalons.procurement.web.clauses import queries
from jalons.procurement.web.clauses.models import ClauseCheck


def _late(now: datetime) -> dict[str, Any]:
    return {"state": "to_do", "due_on__lt": timezone.localdate(now)}


def checks_due(authority: Authority, now: datetime) -> dict[int, list[ClauseCheck]]:
    """The late checks, by key of the members who may write them down."""
    rows = queries.checks(authority, **_late(now))
    late = list(rows.order_by("due_on"))
    roles = Membership.objects.filter(authority=authority).values_list("user_id", "role")
    able = [user for user, role in roles if Role(role).allows(Role.CONTRIBUTOR)]
    return dict.fromkeys(able, late) if late else {}


def sections(authority: Authority, late: Sequence[ClauseCheck]) -> list[Section]:
    def line(each: ClauseCheck) -> Line:
        path = reverse("clause_selection", args=[authority.slug, each.selection_id])
        return Line(str(each), path, day_words(each.due_on), str(each.selection))

    return [Section("", tuple(map(line, late)))]


CHECKS = Digest(
    name="procurement.clause_checks", kind="clause_check_choice",
    words=DigestWords(
        title=_("Late checks by e-mail"), kind=_("e-mails of late checks"),
        subject=ngettext_lazy("%(authority)s: %(count)s late check of a contract",
                              "%(authority)s: %(count)s late checks of contracts", "count"),
        opening=_("These clauses of the contracts of %(name)s should have been checked:"),
        page=_("To stop receiving these e-mails:"), stop=_("Stop the e-mails of late checks"),
        stopped=_("No more e-mail of late checks will be sent to you."),
    ),
    rhythms=(Rhythm.WEEKLY, Rhythm.NEVER), found=checks_due, sections=sections,
    page="clause_selection_list", leave="clause_checks_leave", most=30,
    waits=lambda now: owns(ClauseCheck, **_late(now)),
)  # fmt: skip


def send(*, now: datetime) -> None:
    actions.send(CHECKS, now=now)
