"""The end of a consultation: what joined the parts of an answer is erased for good."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import store_computed
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Code,
    CodeBatch,
    Consultation,
    Proposal,
    Support,
)

AT_ONCE = 500  # rows of a statement


@job("participation.close", idempotent=True)
def close(job_progress: JobProgress, *, authority: int, consultation: str) -> JobResult | None:
    """Erase receipts, supports and codes of a closed consultation, and mix its parts.

    Nothing happens to one that is open again, or gone. The journal has counts only.
    """
    job_progress(0, 1)
    owner = Authority.objects.get(pk=authority)
    found = living(Consultation, owner).filter(pk=consultation).first()
    if found is None:
        return None
    with transaction.atomic():
        current = found.latest()
        if current.state not in {Consultation.State.CLOSED, Consultation.State.ANSWERED}:
            return None
        counts = {
            "parts": _mix(current), "supports": _fix_supports(current), "codes": _erase_codes(current)
        }  # fmt: skip
        rows = Consultation.objects.of(owner).filter(pk=current.pk)
        day = current.receipts_erased_on or timezone.localdate()
        store_computed(rows, secret=b"", receipts_erased_on=day)
        record(request_user=None, authority=owner, verb=Verb.COMPUTED, urn=current.urn,
               label=current.title, after={"receipts_erased_on": day, **counts})  # fmt: skip
    return None


def _mix(consultation: Consultation) -> int:
    """Write the parts again in a random order, under new ids and without receipts; how many.

    What others say of a part, such as its themes, goes with it.
    """
    own = AnswerPart.objects.of(consultation.authority).filter(consultation=consultation)
    parts = list(own)
    old = [part.pk for part in parts]
    new = {pk: uuid.uuid4() for pk in old}
    for part in parts:
        part.pk, part.receipt = new[part.pk], ""
        part._state.adding = True  # noqa: SLF001  (a new row)
    mixed = secrets.SystemRandom().sample(parts, len(parts))
    for at in range(0, len(mixed), AT_ONCE):
        AnswerPart.objects.create_all(mixed[at : at + AT_ONCE])
    for model, name in _links():
        _follow(model, name, new, own)
    for at in range(0, len(old), AT_ONCE):
        own.filter(pk__in=old[at : at + AT_ONCE]).delete()
    return len(parts)


def _links() -> list[tuple[type[models.Model], str]]:
    """The models with a link to a part, and the field."""
    every = AnswerPart._meta.get_fields(include_hidden=True)
    return [
        (each.related_model, each.field.name) for each in every
        if isinstance(each, models.ManyToOneRel | models.OneToOneRel)
    ]  # fmt: skip


def _follow(model: type[models.Model], name: str, new: Mapping[Any, Any], own: Any) -> None:
    """Lead the links of a model from the old parts to the new ones."""
    rows = model._default_manager
    linked = rows.filter(**{f"{name}__in": own.values("pk")}).values_list(name, flat=True)
    for pk in [each for each in linked.distinct() if each in new]:
        rows.filter(**{name: pk}).update(**{name: new[pk]})


def _fix_supports(consultation: Consultation) -> int:
    """Erase the supports, whose counts stay, and the receipts of ideas; how many supports."""
    owner = consultation.authority
    store_computed(Proposal.objects.of(owner).filter(consultation=consultation), receipt="")
    rows = Support.objects.of(owner).filter(proposal__consultation=consultation)
    return rows.delete()[0]


def _erase_codes(consultation: Consultation) -> int:
    owner = consultation.authority
    batches = CodeBatch.objects.of(owner).filter(consultation=consultation)
    return Code.objects.of(owner).filter(batch__in=batches).delete()[0]
