"""What was read in the demonstration: all of the answered consultation, most of the closed one."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.answering.actions import support
from jalons.participation.web.consultations.models import AnswerPart, Channel, Consultation
from jalons.participation.web.moderation import queries
from jalons.participation.web.moderation.actions import CLEAR, HIDE, READ, judge

REASONS = {"voleur": "accuses", "www.": "advertising"}  # words, and why they are not shown
LEFT = {Consultation.State.OPEN: 8, Consultation.State.CLOSED: 5}  # texts still to read
SUPPORTS = (14, 6)


def fill(demo: Demonstration) -> None:
    """Texts read as a moderator would: some hidden, names left marked, the last ones waiting."""
    rows = living(Consultation, demo.authority).exclude(state=Consultation.State.DRAFT)
    for found in rows.select_related("authority"):
        texts = list(queries.waiting(found).select_related("authority", "question"))
        flagged = sorted(texts, key=lambda each: (bool(each.flags), each.text))
        left = LEFT.get(Consultation.State(found.state), 0)
        for part in flagged[: len(texts) - left]:
            judge(part, *_decided(part), demo.people[Role.CONTRIBUTOR])
        _support(demo, found)


def _decided(part: AnswerPart) -> tuple[str, str]:
    for words, reason in REASONS.items():
        if words in part.text:
            return HIDE, reason
    return (CLEAR if part.flags and part.flags[0]["sign"] == "pair" else READ), ""


def _support(demo: Demonstration, found: Consultation) -> None:
    for idea, count in zip(queries.ideas(found, queries.WAITING), SUPPORTS, strict=False):
        judge(idea, CLEAR, "", demo.people[Role.CONTRIBUTOR])
        idea.consultation = found
        try:
            for _each in range(count):
                support(idea, Channel.PAPER)
        except ParticipationError:  # a demonstration of before, whose consultation ended
            return
