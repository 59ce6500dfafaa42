"""Makes a parcel, receives one, tries what it learned on the decisions of the authority."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

import msgspec
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.exchange import envelope
from jalons.ailibrary.recipes import apart, registry
from jalons.ailibrary.web.exchange import queries
from jalons.ailibrary.web.exchange.models import Parcel
from jalons.ailibrary.web.recipes import bundles
from jalons.ailibrary.web.recipes.models import RecipeBundle, RecipeUse
from jalons.ailibrary.web.recipes.own_samples import decided
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.partners.actions import meet
from jalons.foundation.partners.queries import is_trusted, key_of, seed_of
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError

KIND = "ailibrary.parcel"


def parcel_of(use: RecipeUse, made_on: date | None = None) -> bytes:
    """What the authority may send of a recipe: what it learned here, and what it measured here.

    The same content of the same day, today by default, is the same bytes.
    Raises ``AIError`` (``parcel_nothing``) when it has neither. No text of a person is in it.
    """
    from jalons.ailibrary.engine.bundles.format import relabelled  # NumPy: only when it is needed

    files = {}
    own = RecipeBundle.objects.of(use.authority).filter(sha256=use.bundle, learned_here=True)
    if use.bundle and own.exists():
        known = decided(use.authority, use.key)
        files[envelope.BUNDLE] = relabelled(
            bundles.bytes_of(use) or b"", known.names if known else {}, "shared"
        )
    if (measured := queries.own_evaluations(use.authority).get(use.key)) is not None:
        files[envelope.RESULTS] = msgspec.json.encode(measured)
    if not files:
        raise AIError("parcel_nothing")
    sent = envelope.Parcel(use.key, registry.card(use.key).version, use.authority.name, "",
                           made_on or timezone.localdate(), files)  # fmt: skip
    return envelope.pack(sent, seed_of(use.authority))


def receive(user: Person, authority: Authority, data: bytes) -> Parcel:
    """Store a parcel that is whole; nothing of it is used before a person says so.

    Raises ``AIError`` (``parcel_*``, ``recipe_unknown``), ``AccountsError`` (quota), and
    ``ValidationError`` when it is there already.
    """
    sent = envelope.unpack(data)
    registry.card(sent.recipe)
    if sent.key == key_of(authority):
        raise AIError("parcel_own")
    found = Parcel(authority=authority)
    values = {
        "publisher": sent.publisher[:200], "key": sent.recipe, "public_key": sent.key,
        "recipe_version": sent.version[:20], "made_on": sent.made_on,
        "digest": sha256(data).hexdigest(), "results": _results(sent),
    }  # fmt: skip
    with transaction.atomic():
        if envelope.BUNDLE in sent.files:
            values["bundle"] = bundles.store(
                authority, sent.recipe, sent.files[envelope.BUNDLE], learned_here=False
            )
        write(authority, user, [(found, values)])
        meet(authority, user, sent.publisher, sent.key)
        if found.bundle_id:
            try_parcel(found, user)
    return found


def _results(sent: envelope.Parcel) -> dict[str, object]:
    """The evaluation of a parcel in plain values, empty when it has none."""
    content = sent.files.get(envelope.RESULTS)
    if content is None:
        return {}
    try:
        found = queries.evaluation_of(msgspec.json.decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = None
    if found is None or found.recipe != sent.recipe:
        raise AIError("parcel_results")
    plain: dict[str, object] = msgspec.to_builtins(found)
    return plain


def try_parcel(parcel: Parcel, user: Person) -> Job:
    """The job that tries a bundle on what people decided here."""
    return start_job(
        authority=parcel.authority, kind=KIND, user=user,
        label=_("Trying what “%s” learned") % parcel.publisher,
        arguments={"authority": parcel.authority_id, "parcel": str(parcel.pk)},
        back_url=reverse("ai_parcel", args=[parcel.authority.slug, parcel.pk]),
    )  # fmt: skip


@job(KIND, idempotent=True)
def parcel_job(job_progress: JobProgress, *, authority: int, parcel: str) -> JobResult | None:
    """Judge a bundle beside the rule and what is used today; why not is written on its page."""
    from jalons.ailibrary.recipes.judging import judge_bundle

    owner = Authority.objects.get(pk=authority)
    found = living(Parcel, owner).filter(pk=parcel).select_related("bundle").first()
    if found is None or found.bundle is None:
        return None
    job_progress(0, 1)
    rows = Parcel.objects.of(owner).filter(pk=parcel)
    try:
        store_computed(rows, themes=apart.labels_of(found.key, bundles.read(found.bundle)))
        own, use = decided(owner, found.key), use_of(owner, found.key)
        if own is None or use is None:
            raise AIError("parcel_no_use")
        if not found.services:
            raise AIError("parcel_services")
        verdict = judge_bundle(
            found.key, _translated(found), bundles.bytes_of(use), own.sample, own.labels
        )
        trial = {"verdict": msgspec.to_builtins(verdict), "items": len(own.sample)}
    except JalonsError as error:
        trial = {"problem": str(error)}
    store_computed(rows, trial=trial)
    return JobResult(reverse("ai_parcel", args=[owner.slug, found.pk]), found.urn)


def _translated(parcel: Parcel) -> bytes:
    """The bundle of a parcel, whose labels are the services of this authority."""
    from jalons.ailibrary.engine.bundles.format import relabelled

    assert parcel.bundle is not None  # noqa: S101  (its callers looked)
    return relabelled(bundles.read(parcel.bundle), parcel.services, "own")


def say_services(user: Person, parcel: Parcel, services: Mapping[str, str]) -> None:
    """Store what each label of a parcel stands for here; it is to try again."""
    with transaction.atomic():
        write(parcel.authority, user, [(parcel, {"services": dict(services)})])
        store_computed(Parcel.objects.of(parcel.authority).filter(pk=parcel.pk), trial={})


def adopt(user: Person, parcel: Parcel) -> None:
    """Use what a parcel learned: its key was compared, and it passed the gate here.

    Raises ``AIError`` (``parcel_not_compared``, ``parcel_not_better``).
    """
    if not is_trusted(parcel.authority, parcel.public_key):
        raise AIError("parcel_not_compared")
    use = use_of(parcel.authority, parcel.key)
    if use is None or parcel.trial.get("verdict", {}).get("winner") != "tried":
        raise AIError("parcel_not_better")
    stored = bundles.store(parcel.authority, parcel.key, _translated(parcel), learned_here=False)
    with transaction.atomic():
        store_computed(Parcel.objects.of(parcel.authority).filter(pk=parcel.pk), used=stored.sha256)
        bundles.adopt(user, use, stored)
