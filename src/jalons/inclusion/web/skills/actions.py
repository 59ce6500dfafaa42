"""The erasure of what is older than the retention, with its proof."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.register.models import Change
from jalons.foundation.tasks import rounds
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.engine.skills.figures import monday, month_of, tally
from jalons.inclusion.web.skills import queries
from jalons.inclusion.web.skills.models import Activity, ErasedMonth


def limit(authority: Authority, today: date) -> date:
    """The first week that is still stored: a month goes once its first day is too old."""
    months = today.year * 12 + today.month - queries.retention(authority)
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=3)


def too_old(authority: Authority, week: date) -> str:
    """Why a week cannot be added: its detail is erased, and its sums would count twice."""
    if monday(week) >= limit(authority, timezone.localdate()):
        return ""
    return str(InclusionError("skills_retained", months=queries.retention(authority)))


@transaction.atomic
def erase(authority: Authority, *, now: datetime) -> int:
    """Erase the activities that are too old, those of the trash too; how many."""
    rows = Activity.objects.of(authority).filter(week__lt=limit(authority, now.date()))
    by_month: defaultdict[str, list[Activity]] = defaultdict(list)
    for each in rows:
        by_month[month_of(each.week)].append(each)
    for month, found in sorted(by_month.items()):
        sums = tally(each.facts for each in found if each.deleted_at is None)
        last = ErasedMonth.objects.of(authority).last()
        keys = sorted(str(each.pk) for each in found)
        proof = json.dumps([month, keys, sums, last.sha256 if last else ""], sort_keys=True)
        ErasedMonth.objects.create(
            authority=authority, month=month, at=now, count=len(found), counts=sums,
            sha256=sha256(proof.encode()).hexdigest(),
        )  # fmt: skip
        Change.objects.of(authority).filter(urn__in=[str(each.urn) for each in found]).delete()
    return Activity.erase(rows)


def purge(*, now: datetime) -> None:
    """Once a day, everywhere."""
    erase_old = partial(erase, now=now)
    rounds.each("inclusion.skills", erase_old, now=now, due=owns(Activity, trash=True))
