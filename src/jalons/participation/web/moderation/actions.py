"""Reading texts and ideas: shown or not, for a reason; each decision is a line that stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.writer import Person, store_computed
from jalons.participation.engine.answers.personal import flags_in
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering.actions import flags_of
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Consultation,
    Moderation,
    Proposal,
)
from jalons.participation.web.moderation import queries

READ, CLEAR, HIDE, BACK = "read", "clear", "hide", "back"
ACTS = (READ, CLEAR, HIDE, BACK)
_PART_STATES = {
    READ: AnswerPart.State.READ, CLEAR: AnswerPart.State.READ, HIDE: AnswerPart.State.HIDDEN,
    BACK: AnswerPart.State.WAITING,
}  # fmt: skip
_IDEA_STATES = {
    READ: Proposal.State.SHOWN, CLEAR: Proposal.State.SHOWN, HIDE: Proposal.State.REFUSED,
    BACK: Proposal.State.WAITING,
}  # fmt: skip


def judge(target: AnswerPart | Proposal, act: str, reason: str, user: Person) -> Moderation:
    """The line that says what was done with a text or an idea.

    ``read`` shows it; a text whose flags stay is never exported, and an idea with some is refused.
    ``clear`` says that nothing in it is personal; ``hide`` needs a reason, of the list or typed;
    ``back`` puts it among those to read. Raises ``ParticipationError``: ``moderation_act``,
    ``moderation_reason``, ``moderation_flagged``, ``moderation_gone``.
    """
    reason = _reason(act, reason)
    with transaction.atomic():
        _write(target, act, reason)
        line = _line(target, act, reason, _role(target.authority, user))
        line.save(force_insert=True)
    return line


def judge_all(
    consultation: Consultation, targets: Sequence[str], act: str, reason: str, user: Person
) -> int:
    """The same act for the texts and ideas named; texts that say the same go along; how many.

    All or nothing; what raises is that of ``judge``.
    """
    reason = _reason(act, reason)
    with transaction.atomic():
        found = [each for target in dict.fromkeys(targets) for each in _found(consultation, target)]
        role, lines = _role(consultation.authority, user), []
        for each in found:
            _write(each, act, reason)
            lines.append(_line(each, act, reason, role))
        Moderation.objects.create_all(lines)
    return len(found)


def take_back(line: Moderation, user: Person) -> Moderation:
    """A new line that puts what a line decided among those to read again."""
    (target, *_twins) = _found(line.consultation, line.target, alone=True)
    return judge(target, BACK, "", user)


def target_of(found: AnswerPart | Proposal) -> str:
    """The name of a text or of an idea in the log."""
    kind = queries.PART if isinstance(found, AnswerPart) else queries.IDEA
    return f"{kind}:{found.pk}"


def _found(consultation: Consultation, target: str, *, alone: bool = False) -> list[Any]:
    kind, _colon, key = target.partition(":")
    models: dict[str, Any] = {queries.PART: AnswerPart, queries.IDEA: Proposal}
    try:
        model, pk = models[kind], UUID(key)
    except (KeyError, ValueError):
        raise ParticipationError("moderation_gone") from None
    rows = model.objects.of(consultation.authority).filter(pk=pk, consultation=consultation)
    record = rows.select_related("consultation__authority", "authority").first()
    if record is None or getattr(record, "deleted_at", None):
        raise ParticipationError("moderation_gone")
    return queries.twins_of(record) if kind == queries.PART and not alone else [record]


def _reason(act: str, reason: str) -> str:
    if act not in ACTS:
        raise ParticipationError("moderation_act")
    reason = " ".join(reason.split())[:300]
    if act == HIDE and not reason:
        raise ParticipationError("moderation_reason", field="reason")
    return reason if act == HIDE else ""


def _write(target: AnswerPart | Proposal, act: str, reason: str) -> None:
    if isinstance(target, Proposal):
        if act == READ and (flags_in(target.title) or flags_in(target.text)):
            raise ParticipationError("moderation_flagged")
        rows: Any = Proposal.objects.of(target.authority).filter(pk=target.pk, deleted_at=None)
        said = queries.reason_words(reason) if reason else ""
        done = store_computed(rows, state=_IDEA_STATES[act], reason=said)
        target.state, target.reason = _IDEA_STATES[act], said
    else:
        values: dict[str, Any] = {"state": _PART_STATES[act]}
        if act == CLEAR:
            values["flags"] = []
        elif act == BACK:
            values["flags"] = flags_of(target.text)
        done = AnswerPart.objects.of(target.authority).filter(pk=target.pk).update(**values)
        for name, value in values.items():
            setattr(target, name, value)
    if not done:
        raise ParticipationError("moderation_gone")


def _line(target: AnswerPart | Proposal, act: str, reason: str, role: str) -> Moderation:
    return Moderation(
        authority_id=target.authority_id, consultation_id=target.consultation_id,
        target=target_of(target), act=act, reason=reason, by=role,
    )  # fmt: skip


def _role(authority: Authority, user: Person) -> str:
    """The role of who decides: the log names no person."""
    if user is None or not user.is_authenticated:
        return ""
    found = authority.memberships.filter(user=user).values_list("role", flat=True).first()
    return found or ""
