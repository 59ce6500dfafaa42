"""A recipe learns from the decisions of an authority; a lead confirms what passed the gate."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.gate import Reason
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.engine.review.judgements import wilson
from jalons.ailibrary.recipes import learning, processes
from jalons.ailibrary.web.queue import chain, queries
from jalons.ailibrary.web.queue.deciding import stored_rules
from jalons.ailibrary.web.queue.models import ChainEntry, LearnedBundle, Review
from jalons.ailibrary.web.queue.pseudonyms import Person, code_of
from jalons.ailibrary.web.recipes import bundles
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.own_samples import Decided
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import store_computed
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job

ORIENTATION = "orientation"
LEARN, LEAST, MOST, SEED = "ailibrary.learn", 300, 50_000, 1
SECONDS = 1_800  # a longer lesson is stopped
State = LearnedBundle.State


def examples(authority: Authority, recipe: str) -> tuple[list[learning.Example], int]:
    """The decided requests whose text is there, the latest last; how many of them are blind."""
    living_keys = {str(each.pk) for each in queries.destinations(authority)}
    rows = Review.objects.of(authority).filter(
        item__recipe=recipe, item__state="decided", item__erased_at=None, undone=False
    )
    rows = rows.exclude(mode=Mode.DRILL).exclude(verdict=Review.Verdict.DEFER).order_by("-seq")
    found: dict[Any, learning.Example] = {}
    for key, text, sent, mode in rows.values_list(
        "item_id", "item__text", "item__decided_to_id", "mode"
    )[:MOST]:
        if str(sent) in living_keys:
            before = found.get(key)
            blind = mode == Mode.BLIND or (before is not None and before.blind)
            found[key] = learning.Example(text, str(sent), blind)
    ordered = list(found.values())[::-1]
    return ordered, sum(each.blind for each in ordered)


def decided(authority: Authority) -> Decided:
    """The decided requests, as a sample on which the recipe is judged."""
    found = [each for each in examples(authority, ORIENTATION)[0] if each.text]
    services = queries.destinations(authority)
    sample = Sample(tuple(each.text for each in found), tuple(each.label for each in found))
    names = {str(each.pk): each.name for each in services}
    return Decided(sample, queries.themes_to_services(services), names)


def start(authority: Authority, recipe: str, user: Person) -> Job:
    """The job that learns. ``AIError`` (``queue_few``, ``queue_no_use``) when it cannot."""
    if use_of(authority, recipe) is None:
        raise AIError("queue_no_use")
    known = len(examples(authority, recipe)[0])
    if known < LEAST:
        raise AIError("queue_few", count=known, least=LEAST)
    return start_job(
        authority=authority, kind=LEARN, label=_("Learn again from your decisions"), user=user,
        arguments={"authority": authority.pk, "recipe": recipe},
        back_url=reverse("queue_learning", args=[authority.slug]),
    )  # fmt: skip


@job(LEARN)
def learn_job(job_progress: JobProgress, *, authority: int, recipe: str) -> JobResult:
    """Learn, judge, store; nothing is used before a lead confirms."""
    owner = Authority.objects.get(pk=authority)
    job_progress(0, 2)
    use = use_of(owner, recipe)
    known, _blind = examples(owner, recipe)
    if use is None or len(known) < LEAST:
        raise AIError("queue_few", count=len(known), least=LEAST)
    services = queries.themes_to_services(queries.destinations(owner))
    lesson = learning.Lesson(recipe, known, services, bundles.bytes_of(use), SEED)
    learned = taught(lesson)
    job_progress(1, 2)
    store(owner, learned, recipe, len(known))
    return JobResult(reverse("queue_learning", args=[owner.slug]))


def taught(lesson: learning.Lesson) -> learning.Learned:
    """What a process apart learned and measured: without network settings, within a time."""
    content = msgspec.json.encode(lesson)
    try:
        done = processes.run(learning.__name__, content=content, seconds=SECONDS)
    except TimeoutError as late:
        raise AIError("queue_lesson_long", minutes=SECONDS // 60) from late
    if done.status:
        if "ModuleNotFoundError" in done.errors:
            raise AIError("queue_lesson_extra")
        raise AIError("queue_lesson_failed", why=done.last_line[:300])
    return msgspec.json.decode(done.out, type=learning.Learned)


def store(
    authority: Authority, learned: learning.Learned, recipe: str, count: int
) -> LearnedBundle:
    """Store a bundle in the folder of the authority; proposed when the gate let it pass."""
    content = base64.b64decode(learned.bundle)
    passed = learned.evaluation.get("reason") == Reason.MODEL and not _worse(learned.blind)
    made = LearnedBundle(
        authority=authority, recipe=recipe, examples=count, evaluation=learned.evaluation,
        blind=learned.blind, state=State.PROPOSED if passed else State.REFUSED,
        bundle=bundles.store(authority, recipe, content),
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def _worse(blind: dict[str, int]) -> bool:
    """Whether it is surely right less often than what is used now, on decisions made blind.

    On so few decisions a small difference proves nothing: the lead sees both counts.
    """
    whole, now = blind.get("whole", 0), blind.get("now", 0)
    return whole > 0 and wilson(blind.get("learned", 0), whole)[1] < now / whole


@transaction.atomic
def confirm(bundle: LearnedBundle, user: Person, now: datetime) -> RecipeUse:
    """Use what was learned. ``AIError`` (``queue_not_proposed``, ``queue_no_use``)."""
    authority = bundle.authority
    rows = LearnedBundle.objects.of(authority).filter(recipe=bundle.recipe)
    if rows.select_for_update().get(pk=bundle.pk).state != State.PROPOSED:
        raise AIError("queue_not_proposed")
    use = use_of(authority, bundle.recipe)
    if use is None:
        raise AIError("queue_no_use")
    rules = stored_rules(authority, bundle.recipe)
    chain.append(authority, ChainEntry.Kind.RESUMPTION, str(rules.urn), {
        "by": code_of(authority, user), "recipe": bundle.recipe, "bundle": bundle.bundle.sha256,
        "examples": bundle.examples,
    }, now=now)  # fmt: skip
    rows.filter(state=State.USED).update(state=State.REPLACED)
    rows.filter(pk=bundle.pk).update(state=State.USED)
    mine = living(RecipeUse, authority).filter(pk=use.pk)
    store_computed(mine, bundle=bundle.bundle.sha256, evaluation=bundle.evaluation, by_rule=False,
                   because="")  # fmt: skip
    return mine.get()


def back_to_shipped(use: RecipeUse, user: Person, now: datetime) -> None:
    """Use again what the product ships."""
    authority = use.authority
    with transaction.atomic():
        rules = stored_rules(authority, use.key)
        chain.append(authority, ChainEntry.Kind.RESUMPTION, str(rules.urn), {
            "by": code_of(authority, user), "recipe": use.key, "bundle": "",
        }, now=now)  # fmt: skip
        rows = LearnedBundle.objects.of(authority).filter(recipe=use.key, state=State.USED)
        rows.update(state=State.REPLACED)
        store_computed(living(RecipeUse, authority).filter(pk=use.pk), bundle="", evaluation={})
