"""Measures recipes in a process apart, stores what was found, writes the living cards."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.recipes.evaluating import Evaluation, encoded
from jalons.ailibrary.recipes.measuring import evaluate_apart
from jalons.ailibrary.web.recipes import own_samples, queries
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import Person, store_computed
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError
from jalons.kernel.contracts import ai_register

KIND, ACTIVE = "ailibrary.evaluate", (Job.State.QUEUED, Job.State.RUNNING)


def evaluate(use: RecipeUse, user: Person) -> Job:
    """The job that measures a recipe: the one under way, else a new one."""
    jobs = Job.objects.of(use.authority).filter(kind=KIND, state__in=ACTIVE)
    return jobs.filter(arguments__use=str(use.pk)).first() or start_job(
        authority=use.authority, kind=KIND, label=_("Measuring “%s”") % use, user=user,
        arguments={"authority": use.authority_id, "use": str(use.pk)},
        back_url=reverse("recipe_use", args=[use.authority.slug, use.pk]),
    )  # fmt: skip


@job(KIND, idempotent=True)
def evaluate_job(job_progress: JobProgress, *, authority: int, use: str) -> JobResult | None:
    """Measure a recipe on the sample of the authority if it has one, else on that of Jalons."""
    owner = Authority.objects.get(pk=authority)
    made = living(RecipeUse, owner).filter(pk=use).select_related("authority").first()
    if made is None:
        return None
    sample = own_samples.sample_of(owner, made.key)
    bundle = made.bundle
    found = evaluate_apart(made.key, own=sample, progress=job_progress)
    store_evaluation(made, found, bundle=bundle, sample=len(sample) if sample else 0)
    return JobResult(reverse("recipe_use_evaluation", args=[owner.slug, made.pk]), made.urn)


@transaction.atomic
def store_evaluation(use: RecipeUse, found: Evaluation, *, bundle: str = "", sample: int) -> None:
    """Store what was measured; when no model does enough better, the rule answers.

    It says whether the rule was answering: only then may a person put the model back.
    """
    more = {"bundle": bundle, "sample": sample, "while_rule": use.by_rule}
    _store(use, evaluation={**encoded(found), **more})
    _settle(use)
    refresh(use)


@transaction.atomic
def fall_back(use: RecipeUse, because: str) -> None:
    """Set the model aside: the rule answers until a person puts the model back."""
    _store(use, by_rule=True, because=because[:2_000])
    _record(use, None)
    refresh(use)


def may_go_back(use: RecipeUse) -> bool:
    """Whether the model beat the rule when it was measured since the rule answers."""
    found = queries.evaluation_of(use.key, use)
    measured = bool(use.evaluation.get("while_rule"))
    return use.by_rule and measured and found is not None and found.reason == Reason.MODEL


@transaction.atomic
def back_to_model(use: RecipeUse, user: Person) -> bool:
    """Put the model back, if it may."""
    if not may_go_back(use):
        return False
    _store(use, by_rule=False, because="")
    _record(use, user)
    refresh(use)
    return True


def _settle(use: RecipeUse) -> None:
    """The rule answers where no model does enough better, as it was last measured."""
    found = queries.evaluation_of(use.key, use)
    if found is not None and found.reason != Reason.MODEL and not use.by_rule:
        _store(use, by_rule=True, because=say("card.because_gate", "fr"))
        _record(use, None)


def _record(use: RecipeUse, user: Person) -> None:
    said = {_("by the rule alone"): _("yes") if use.by_rule else _("no")}
    record(
        request_user=user, authority=use.authority, verb=Verb.CHANGED, urn=use.urn,
        label=str(use), after=said,
    )  # fmt: skip


def refresh(use: RecipeUse) -> None:
    """Write the living card of a recipe, here and in the register of AI systems."""
    blocks = queries.measured_blocks(use)
    _store(use, measured=blocks)
    with suppress(JalonsError):  # no room has such a register
        ai_register().measure(use.authority.urn, queries.register_card(use, blocks))


def enrol(use: RecipeUse, user_pk: int) -> str:
    """Register a recipe as an AI system; the address of its page. ``JalonsError``: no register."""
    return ai_register().add(use.authority.urn, user_pk, queries.register_card(use))


def changed(authority: Authority, changes: Sequence[Change]) -> None:
    """Write the cards of the recipes that people changed."""
    keys = [each.urn.rpartition(":")[2] for each in changes]
    for use in queries.uses(authority).filter(pk__in=keys):
        _settle(use)
        refresh(use)


def daily(*, now: datetime) -> None:
    """Once a day: usage changes, and cards get out of date."""
    rounds.each("ailibrary.recipes", _refresh_all, now=now, due=owns(RecipeUse))


def _refresh_all(authority: Authority) -> None:
    for use in queries.uses(authority):
        refresh(use)


def _store(use: RecipeUse, **values: Any) -> None:
    store_computed(RecipeUse.objects.of(use.authority).filter(pk=use.pk), **values)
    for name, value in values.items():
        setattr(use, name, value)
