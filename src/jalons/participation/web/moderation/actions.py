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
STATES = {READ: queries.READ, CLEAR: queries.READ, HIDE: queries.HIDDEN, BACK: queries.WAITING}


def judge(target: AnswerPart | Proposal, act: str, reason: str, user: Person) -> Moderation:
    """The line that says what was done with a text or an idea.

    ``read`` shows it; a text whose flags stay is never exported, and an idea with some is refused.
    ``clear`` says that nothing in it is personal; ``hide`` needs a reason, of the list or typed;
    ``back`` puts it among those to read. Raises ``ParticipationError``: ``moderation_act``,
    ``moderation_reason``, ``moderation_flagged``, ``moderation_gone``.
    """
    (line,) = _judge([target], act, reason, user)
    return line


def judge_all(
    consultation: Consultation, targets: Sequence[str], act: str, reason: str, user: Person
) -> int:
    """The same act for the texts and ideas named; texts that say the same go along; how many.

    All or nothing; what raises is that of ``judge``, and ``moderation_none``.
    """
    if not targets:
        raise ParticipationError("moderation_none")
    with transaction.atomic():
        found = [each for target in dict.fromkeys(targets) for each in _found(consultation, target)]
        return len(_judge(found, act, reason, user))


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
    return list(queries.twins_of(record)) if kind == queries.PART and not alone else [record]


def _judge(
    targets: Sequence[AnswerPart | Proposal], act: str, reason: str, user: Person
) -> list[Moderation]:
    reason = " ".join(reason.split())[:300] if act == HIDE else ""
    if act not in STATES:
        raise ParticipationError("moderation_act")
    if act == HIDE and not reason:
        raise ParticipationError("moderation_reason", field="reason")
    role = _role(targets[0].authority, user) if targets else ""
    lines = [
        Moderation(authority_id=each.authority_id, consultation_id=each.consultation_id,
                   target=target_of(each), act=act, reason=reason, by=role)
        for each in targets
    ]  # fmt: skip
    with transaction.atomic():
        for each in targets:
            _write(each, act, reason)
        Moderation.objects.create_all(lines)
    return lines


def _write(target: AnswerPart | Proposal, act: str, reason: str) -> None:
    values: dict[str, Any] = {"state": STATES[act]}
    if isinstance(target, Proposal):
        if act == READ and (flags_in(target.title) or flags_in(target.text)):
            raise ParticipationError("moderation_flagged")
        said = queries.reasons().get(reason, reason)
        values = {"state": queries.IDEA_STATES[STATES[act]], "reason": said}
        rows: Any = Proposal.objects.of(target.authority).filter(deleted_at=None, pk=target.pk)
        done = store_computed(rows, **values)
    else:
        if act in {CLEAR, BACK}:
            values["flags"] = [] if act == CLEAR else flags_of(target.text)
        done = AnswerPart.objects.of(target.authority).filter(pk=target.pk).update(**values)
    if not done:
        raise ParticipationError("moderation_gone")
    for name, value in values.items():
        setattr(target, name, value)


def _role(authority: Authority, user: Person) -> str:
    """The role of who decides: the log names no person."""
    if user is None or not user.is_authenticated:
        return ""
    found = authority.memberships.filter(user=user).values_list("role", flat=True).first()
    return found or ""
