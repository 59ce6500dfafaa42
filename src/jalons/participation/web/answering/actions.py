"""Answers, ideas and supports: stored in parts that share nothing, withdrawn by a receipt."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import store_computed
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.participation.engine.answers.language import language_of
from jalons.participation.engine.answers.personal import flags_in, sameness
from jalons.participation.engine.consultations import questions as engine
from jalons.participation.engine.consultations.codes import hash_of, is_code, new_code
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering import queries
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Code,
    Consultation,
    Proposal,
    Support,
    this_week,
)

LONGEST_TITLE, LONGEST_IDEA = 160, 2_000
AT_ONCE = 500  # rows of a statement


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: the receipt, empty when there can be none any more, and how many parts.

    ``late`` when the consultation closed while it was written.
    """

    receipt: str
    parts: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a receipt removed."""

    parts: int
    ideas: int
    supports: int


def store(
    consultation: Consultation, values: Mapping[str, Any], channel: str, *, code: str = "",
    receipt: str | None = None,
) -> Stored:  # fmt: skip
    """An answer stored in parts, or nothing at all.

    ``values`` are by id of question, as a form or a sheet of paper gives them. ``receipt`` is one
    made before, "" for none. Raises ``ParticipationError``: those of ``answers_of``,
    ``answer_empty``, ``answer_twice``, ``consultation_shut``, ``code_missing``, ``code_slip``,
    ``code_unknown``, ``code_used``.
    """
    stored = queries.questions_of(consultation)
    questions = queries.as_read(consultation, stored)
    answers = engine.answers_of(questions, values)
    if not set(answers) - {str(each.pk) for each in stored if each.about_you}:
        raise ParticipationError("answer_empty")
    with transaction.atomic():
        current = _current(consultation, channel)
        if code.strip() or (channel == Channel.ONLINE and current.access == current.Access.CODES):
            _use(current, code)
        receipt = _receipt(current, channel, receipt)
        if queries.answered(current, receipt).exists():
            raise ParticipationError("answer_twice")
        parts = parts_of(current, questions, answers, channel, receipt)
        AnswerPart.objects.create_all(secrets.SystemRandom().sample(parts, len(parts)))
        return _stored(current, receipt, len(parts))


def withdraw(consultation: Consultation, receipt: str) -> Withdrawn:
    """Remove all that came with a receipt: parts of an answer, ideas, supports.

    Raises ``ParticipationError``: ``receipt_slip``, ``receipt_erased``, ``receipt_unknown``.
    """
    if not is_code(receipt):
        raise ParticipationError("receipt_slip", field="receipt")
    with transaction.atomic():
        current = consultation.latest()
        if not current.secret:
            raise ParticipationError("receipt_erased", field="receipt")
        secret, authority = bytes(current.secret), current.authority
        parts = queries.answered(current, receipt).delete()[1].get(AnswerPart._meta.label, 0)
        every = Proposal.objects.of(authority).filter(consultation=current)
        keys = {hash_of(receipt, secret, f"idea {pk}"): pk
                for pk in every.values_list("pk", flat=True)}  # fmt: skip
        gone = Proposal.erase(every.filter(receipt__in=keys))
        hashes = [hash_of(receipt, secret, f"support {pk}") for pk in keys.values()]
        supports = Support.objects.of(authority).filter(receipt__in=hashes)
        supported = list(supports.values_list("proposal", flat=True))
        supports.delete()
        store_computed(every.filter(pk__in=supported, supports__gt=0), supports=F("supports") - 1)
        if not parts and not gone and not supported:
            raise ParticipationError("receipt_unknown", field="receipt")
    return Withdrawn(parts, gone, len(supported))


def support(proposal: Proposal, channel: str, receipt: str = "") -> Stored:
    """A support of an idea; with a receipt of before, the same for all that one does.

    Raises ``ParticipationError``: ``consultation_shut``, ``receipt_slip``, ``receipt_needed``,
    ``support_twice``.
    """
    with transaction.atomic():
        current = _current(proposal.consultation, channel)
        receipt = _receipt_of_before(current, channel, receipt)
        owner, key = current.authority, _hash(current, receipt, f"support {proposal.pk}")
        rows = living(Proposal, owner).filter(pk=proposal.pk, state=Proposal.State.SHOWN)
        if not store_computed(rows, supports=F("supports") + 1):
            raise ParticipationError("idea_gone")
        if key and Support.objects.of(owner).filter(proposal=proposal, receipt=key).exists():
            raise ParticipationError("support_twice")
        if key:
            Support.objects.create(authority=owner, proposal=proposal, channel=channel, receipt=key)
        return _stored(current, receipt, 1)


def propose(
    consultation: Consultation, title: str, text: str, channel: str, receipt: str = ""
) -> Stored:
    """An idea that waits for somebody to read it.

    It is not in the journal, which can never be erased: nobody read its words. Raises
    ``ParticipationError``: ``idea_title``, ``answer_long``, and those of ``support``.
    """
    fields = {
        name: engine.answer_of(engine.Question(name, engine.Kind.TEXT, ""), value) or ""
        for name, value in (("title", title), ("text", text))
    }
    fields["title"] = " ".join(fields["title"].split())
    if not fields["title"]:
        raise ParticipationError("idea_title", field="title")
    for name, most in (("title", LONGEST_TITLE), ("text", LONGEST_IDEA)):
        if len(fields[name]) > most:
            raise ParticipationError("answer_long", field=name, length=len(fields[name]), most=most)
    with transaction.atomic():
        current = _current(consultation, channel)
        if not current.proposals_open:
            raise ParticipationError("consultation_shut")
        receipt = _receipt_of_before(current, channel, receipt)
        monday = datetime.combine(this_week(), time(), tzinfo=UTC)
        made = Proposal(authority=current.authority, consultation=current, channel=channel,
                        created_at=monday, changed_at=monday, **fields)  # fmt: skip
        made.receipt = _hash(current, receipt, f"idea {made.pk}")
        made.consultation.proposals.bulk_create([made])
        return _stored(current, receipt, 1)


def _current(consultation: Consultation, channel: str) -> Consultation:
    """The consultation as it is stored, until the end of the transaction; it takes answers."""
    current = consultation.latest()
    if current.deleted_at or not queries.takes(current, channel, timezone.now()):
        raise ParticipationError("consultation_shut")
    return current


def _use(consultation: Consultation, code: str) -> None:
    """Use a code: of several that come at once with the same, the base lets one through."""
    if not code.strip():
        raise ParticipationError("code_missing", field="code")
    if not is_code(code):
        raise ParticipationError("code_slip", field="code")
    key = _hash(consultation, code, queries.CODE)
    mine = Code.objects.of(consultation.authority)
    found = list(mine.filter(batch__consultation=consultation, batch__deleted_at=None, hash=key)
                 .exclude(hash="").values_list("pk", flat=True))  # fmt: skip
    if not found:
        raise ParticipationError("code_unknown", field="code")
    if mine.filter(pk__in=found, used=False).update(used=True) != 1:
        raise ParticipationError("code_used", field="code")


def _receipt(consultation: Consultation, channel: str, receipt: str | None) -> str:
    """The receipt to give, new unless a good one was made before; "" when none can be."""
    if not consultation.secret or receipt == "" or channel == Channel.IMPORTED:
        return ""
    return receipt if receipt and is_code(receipt) else new_code()


def _receipt_of_before(consultation: Consultation, channel: str, receipt: str) -> str:
    """The receipt of an earlier act, or a new one; with codes, that of an answer is needed."""
    if receipt.strip() and not is_code(receipt):
        raise ParticipationError("receipt_slip", field="receipt")
    by_code = consultation.access == Consultation.Access.CODES and channel == Channel.ONLINE
    if by_code and not queries.answered(consultation, receipt).exists():
        raise ParticipationError("receipt_needed", field="receipt")
    return _receipt(consultation, channel, receipt or None)


def _hash(consultation: Consultation, receipt: str, purpose: str) -> str:
    secret = bytes(consultation.secret)
    return hash_of(receipt, secret, purpose) if secret and receipt else ""


def parts_of(
    consultation: Consultation, questions: Sequence[engine.Question], answers: Mapping[str, Any],
    channel: str, receipt: str,
) -> list[AnswerPart]:  # fmt: skip
    """The parts of an answer: one for the closed questions, even empty, one for each text or place.

    So the closed parts count the answers. Nothing in a part comes from another.
    """
    apart = {each.key: each.kind for each in questions
             if each.kind in {engine.Kind.TEXT, engine.Kind.PLACE}}  # fmt: skip
    closed = {key: value for key, value in answers.items() if key not in apart}

    def part(purpose: str, **fields: Any) -> AnswerPart:
        return AnswerPart(
            authority=consultation.authority, consultation=consultation, channel=channel,
            receipt=_hash(consultation, receipt, purpose), **fields,
        )  # fmt: skip

    found = [part(queries.CLOSED, values=closed, state=AnswerPart.State.READ)]
    for key in (key for key in answers if key in apart):
        value = answers[key]
        if apart[key] is engine.Kind.PLACE:
            read = AnswerPart.State.READ
            found.append(part(key, question_id=key, values={key: value}, state=read))
        else:
            found.append(part(key, question_id=key, text=value, flags=flags_of(value),
                              values=noted(value)))  # fmt: skip
    return found


def flags_of(text: str) -> list[dict[str, str]]:
    """What in a text may show who somebody is, as it is stored."""
    return [asdict(each) for each in flags_in(text)]


def noted(text: str) -> dict[str, str]:
    """What is noted of a text: the digest of what it says, its language when not French."""
    found, same = language_of(text), sha256(sameness(text).encode()).hexdigest()[:16]
    return {"same": same} | ({"language": found} if found not in {"", "fr"} else {})


def _stored(consultation: Consultation, receipt: str, parts: int) -> Stored:
    """What was stored; when receipts are erased already, the closing is done again after it."""
    late = consultation.state == Consultation.State.CLOSED
    if late and consultation.receipts_erased_on:
        start_job(authority=consultation.authority, kind="participation.close", user=None,
                  label=_("Closing of “%(title)s”") % {"title": consultation.title},
                  arguments={"authority": consultation.authority_id,
                             "consultation": str(consultation.pk)})  # fmt: skip
    return Stored(receipt, parts, late or queries.is_late(consultation, timezone.now()))


# The end of a consultation ----------------------------------------------------------------------


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
        supports = Support.objects.of(owner).filter(proposal__consultation=current)
        codes = Code.objects.of(owner).filter(batch__consultation=current)
        counts = {"parts": _mix(current), "supports": supports.count(), "codes": codes.count()}
        supports.delete()
        codes.delete()
        store_computed(Proposal.objects.of(owner).filter(consultation=current), receipt="")
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
