"""Contestations, texts erased in time, drift watched every day, the chain checked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.review import drift
from jalons.ailibrary.engine.review.chain import canonical
from jalons.ailibrary.web.queue import chain, queries
from jalons.ailibrary.web.queue.deciding import established, locked, row, stored_rules
from jalons.ailibrary.web.queue.models import (
    PURGED,
    ChainEntry,
    ChainHead,
    Contestation,
    QueueItem,
    QueueRules,
    ReceivingService,
    Review,
)
from jalons.ailibrary.web.queue.pseudonyms import Person, code_of, digest_of_text
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import store_computed, write
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job

Kind, State = ChainEntry.Kind, QueueItem.State
DAYS = 30  # to answer, when the recipe says nothing
BATCH = 200  # texts erased in one act
VERIFY = "ailibrary.verify"

# Contestations ------------------------------------------------------------------------------------


def after(authority: Authority, changes: Sequence[Change]) -> None:
    """Write contestations to the chain as they arrive, or when they are withdrawn."""
    prefix = f"urn:jalons:{Contestation.urn_kind()}:"
    for change in changes:
        if change.urn.startswith(prefix):
            found = Contestation.objects.of(authority).select_related("item")
            _contested(found.get(pk=change.urn.removeprefix(prefix)), change)


def _contested(found: Contestation, change: Change) -> None:
    use, fresh = use_of(found.authority, found.item.recipe), change.before is None
    days = use.answer_days if use else DAYS
    answer_by = found.received_on + timedelta(days=days)
    if fresh or "deleted_at" in change.after:
        chain.append(found.authority, Kind.CONTESTATION, str(found.item.urn), {
            "contestation": str(found.urn), "channel": found.channel,
            "received_on": found.received_on.isoformat(), "answer_by": answer_by.isoformat(),
            "text": digest_of_text(found.authority, found.text),
            "withdrawn": found.deleted_at is not None,
        }, now=timezone.now())  # fmt: skip
    store_computed(Contestation.objects.of(found.authority).filter(pk=found.pk),
                   answer_by=answer_by)  # fmt: skip
    _restate(found.item)


def _restate(item: QueueItem) -> None:
    """Contested while an answer waits, decided again after."""
    waiting = living(Contestation, item.authority).filter(item=item, outcome="").exists()
    store_computed(row(item), state=State.CONTESTED if waiting else State.DECIDED)


@transaction.atomic
def answer(  # noqa: PLR0913  (each one said by name)
    found: Contestation, user: Person, outcome: str, words: str, now: datetime, *,
    right: ReceivingService | None = None,
) -> None:  # fmt: skip
    """Answer a contestation: the decision stands, or the request goes to the ``right`` service.

    Raises ``AIError``: ``queue_answered``, ``queue_same_person``, ``queue_right``.
    """
    authority = found.authority
    item, code = locked(authority, found.item_id), code_of(authority, user)
    if Contestation.objects.of(authority).get(pk=found.pk).outcome:
        raise AIError("queue_answered", field="outcome")
    if any(each.by == code for each in queries.reviews(item)):
        raise AIError("queue_same_person")
    upheld = outcome == Contestation.Outcome.UPHELD
    if upheld and right is not None and right.pk == item.decided_to_id:
        raise AIError("queue_right", field="right")
    entry = chain.append(authority, Kind.ANSWER, str(item.urn), {
        "by": code, "contestation": str(found.urn), "outcome": outcome,
        "label": str(right.pk) if upheld and right else "", "name": str(right or ""),
        "answer": digest_of_text(authority, words),
        "late": found.answer_by is not None and found.answer_by < timezone.localdate(now),
    }, now=now)  # fmt: skip
    store_computed(
        Contestation.objects.of(authority).filter(pk=found.pk), outcome=outcome, answer=words,
        right=right if upheld else None, answered_on=timezone.localdate(entry.at),
    )  # fmt: skip
    if upheld:
        store_computed(row(item), decided_to=right)
        established(item, str(right.pk) if right else "")
    _restate(item)


# Texts erased -------------------------------------------------------------------------------------


@transaction.atomic
def erase(items: Sequence[QueueItem], user: Person, now: datetime) -> int:
    """Erase the texts of closed requests, of their contestations and of reasons; how many.

    What was decided stays in the chain with the hash of the text.
    """
    for item in items:
        chain.append(item.authority, Kind.PURGE, str(item.urn), {
            "by": code_of(item.authority, user) if user is not None else "machine",
            "text": item.digest,
        }, now=now)  # fmt: skip
        said = {**item.suggestion, "evidence": []}
        store_computed(row(item), erased_at=now, suggestion=said)
    if items:
        owner, keys = items[0].authority, [each.pk for each in items]
        Review.objects.of(owner).filter(item__in=keys).update(reason="")
        lines = Contestation.objects.of(owner).filter(item__in=keys).exclude(text="")
        write(owner, user, [(each, {"text": PURGED}) for each in items], label=_("Texts erased"))
        write(owner, user, [(each, {"text": ""}) for each in lines.select_related("item")])
    return len(items)


def erase_old(authority: Authority, now: datetime) -> int:
    """Erase what was decided longer ago than the rules say; contested requests wait."""
    erased, closed = 0, QueueItem.objects.of(authority).filter(erased_at=None, deleted_at=None)
    for recipe in set(living(QueueItem, authority).order_by().values_list("recipe", flat=True)):
        until = now - timedelta(days=queries.rules_of(authority, recipe).purge_days)
        rows = closed.filter(recipe=recipe, closed_at__lt=until, state=State.DECIDED)
        while found := list(rows.select_related("authority")[:BATCH]):
            erased += erase(found, None, now)
    return erased


# Drift --------------------------------------------------------------------------------------------


def fingerprint(use: RecipeUse) -> str:
    """What names an evaluation, to know whether there is a new one."""
    return hashlib.sha256(canonical(use.evaluation).encode()).hexdigest()


@transaction.atomic
def watch(authority: Authority, recipe: str, now: datetime) -> tuple[str, ...]:
    """Fall back to the rule when two full weeks in a row breach the same limit; which ones."""
    use = use_of(authority, recipe)
    if use is None or use.by_rule or not use.may_suggest:
        return ()
    here = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = here - timedelta(days=here.weekday())
    since = monday - timedelta(weeks=2)
    found = queries.judgements(authority, recipe, since, monday)
    seen = drift.weeks(found, queries.expected(authority, recipe, use, since))
    breached = drift.falls_back(seen)
    if breached:
        because = _("Drift seen two weeks in a row: the rule answers in place of the model.")
        rules = stored_rules(authority, recipe)
        chain.append(authority, Kind.SUSPENSION, str(rules.urn), {
            "by": "machine", "recipe": recipe, "model": True, "why": ",".join(breached),
        }, now=now)  # fmt: skip
        store_computed(RecipeUse.objects.of(authority).filter(pk=use.pk),
                       by_rule=True, because=because)  # fmt: skip
        store_computed(QueueRules.objects.of(authority).filter(pk=rules.pk),
                       fell_back_on=fingerprint(use))  # fmt: skip
    return breached


@transaction.atomic
def restore_model(use: RecipeUse, user: Person, why: str, now: datetime) -> None:
    """The model answers again: a person says why, after a new evaluation.

    Raises ``AIError``: ``queue_reason``, ``queue_same_evaluation``.
    """
    rules = stored_rules(use.authority, use.key)
    if not why.strip():
        raise AIError("queue_reason", field="reason")
    if rules.fell_back_on and rules.fell_back_on == fingerprint(use):
        raise AIError("queue_same_evaluation")
    chain.append(use.authority, Kind.RESUMPTION, str(rules.urn), {
        "by": code_of(use.authority, user), "recipe": use.key, "model": True, "why": why,
    }, now=now)  # fmt: skip
    store_computed(RecipeUse.objects.of(use.authority).filter(pk=use.pk),
                   by_rule=False, because="")  # fmt: skip
    store_computed(QueueRules.objects.of(use.authority).filter(pk=rules.pk), fell_back_on="")


def daily(*, now: datetime) -> None:
    """Erase old texts, watch each recipe, check the new end of each chain (all on Sundays)."""
    rounds.each("ailibrary.queue", partial(_daily, now), now=now, due=owns(ChainHead, seq__gt=0))


def _daily(now: datetime, authority: Authority) -> None:
    erase_old(authority, now)
    for use in living(RecipeUse, authority).filter(key__in=_recipes(authority)):
        watch(authority, use.key, now)
    chain.verify(authority, whole=timezone.localdate(now).weekday() == 6)


def _recipes(authority: Authority) -> set[str]:
    rows = living(QueueItem, authority).order_by()
    return set(rows.values_list("recipe", flat=True).distinct())


# The chain ----------------------------------------------------------------------------------------


def start_check(authority: Authority, user: Person) -> Job:
    """The job that reads the whole chain."""
    return start_job(
        authority=authority, kind=VERIFY, label=_("Checking the chain of decisions"), user=user,
        arguments={"authority": authority.pk},
        back_url=reverse("queue_chain", args=[authority.slug]),
    )  # fmt: skip


@job(VERIFY, idempotent=True)
def verify_job(job_progress: JobProgress, *, authority: int) -> JobResult:
    """Read the whole chain of an authority."""
    owner = Authority.objects.get(pk=authority)
    job_progress(0, 1)
    chain.verify(owner, whole=True)
    return JobResult(reverse("queue_chain", args=[owner.slug]))
