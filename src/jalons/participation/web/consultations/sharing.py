"""Question sets: the questions of a consultation without any answer, shared and adopted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.partners.adopted import announce, credits_of, made_from
from jalons.foundation.partners.adopted_pages import credit_words
from jalons.foundation.register.writer import write
from jalons.kernel.contracts import SharedItem
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.web.consultations.actions import QUESTION, free_title
from jalons.participation.web.consultations.models import Consultation, Question
from jalons.participation.web.consultations.queries import (
    consultations,
    open_now,
    questions_of,
)
from jalons.tabular.persons import names_in

LICENCE, KIND, FORMAT = "etalab-2.0", "questions", "jalons-questions/1"


class SharedQuestion(msgspec.Struct):
    """A question as it travels."""

    kind: Literal["choice", "several", "scale", "rank", "text", "place"]
    title: str
    help: str = ""
    options: list[str] = []
    required: bool = False
    about_you: bool = False
    most: int = 0
    scale: int = 5


class QuestionSet(msgspec.Struct):
    """The questions of a consultation as they travel; never an answer, a service, an address."""

    title: str
    questions: list[SharedQuestion]
    format: Literal["jalons-questions/1"] = "jalons-questions/1"
    purpose: str = ""
    credit: str = ""


def read(item: SharedItem) -> QuestionSet:
    """The question set of a file. Raises ``ParticipationError`` (``shared_questions``)."""
    try:
        return msgspec.json.decode(item.content, type=QuestionSet)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as refused:
        raise ParticipationError("shared_questions") from refused


def items(authority: Authority, shown: Collection[str]) -> Iterable[SharedItem]:
    """The question sets of the consultations whose results are ``shown``, and of open ones.

    The words of open ones were read by nobody for names: one that seems to have some stays here.
    """
    open_pks = set(open_now(authority).values_list("pk", flat=True))
    for each in consultations(authority).exclude(state=Consultation.State.DRAFT).order_by("pk"):
        said = _set_of(each)
        is_sound = bool(said.questions) and not (each.pk in open_pks and _names_somebody(said))
        if is_sound and (each.pk in open_pks or str(each.urn) in shown):
            content = json.dumps(msgspec.to_builtins(said), ensure_ascii=False, indent=1).encode()
            yield SharedItem(KIND, f"{each.urn}:questions", each.title, f"{each.pk}.json",
                             content, LICENCE, made_from=made_from(each))  # fmt: skip


def _set_of(found: Consultation) -> QuestionSet:
    questions = [
        SharedQuestion(
            kind=each.kind,  # type: ignore[arg-type]  # one of its choices
            title=each.title, options=list(each.offered.values()),
            help="" if _names(each.help) else each.help, required=each.required,
            about_you=each.about_you, most=each.most, scale=each.scale,
        )
        for each in questions_of(found)
    ]  # fmt: skip
    return QuestionSet(found.title, questions, purpose=found.purpose, credit=credit_words(found))


def _names_somebody(said: QuestionSet) -> bool:
    questions = [text for each in said.questions for text in (each.title, *each.options)]
    return _names(said.title, said.purpose, *questions)


def _names(*texts: str) -> bool:
    """Whether texts look like they name a person."""
    return any(map(names_in, texts))


def adopt(authority: Authority, user: User, item: SharedItem) -> str:
    """The page of the draft made of a question set; the same one when it was adopted before.

    Its words are checked as those of any draft.
    """
    found = announce(Consultation, authority, item, shown)
    if found is None:
        said = read(item)
        found = Consultation(authority=authority, **credits_of(item, shown))
        taken = living(Consultation, authority).filter(title=said.title).exists()
        title = free_title(authority, said.title) if taken else said.title
        changes: list[Any] = [(found, {"title": title, "purpose": said.purpose or said.title})]
        for order, each in enumerate(said.questions, 1):
            of = msgspec.to_builtins(each) | {"options": "\n".join(each.options), "order": order}
            values = {"consultation": found, **{name: of[name] for name in QUESTION}}
            changes.append((Question(authority=authority), values))
        write(authority, user, changes, label=str(found))
    return reverse("consultation", args=[authority.slug, found.pk])


def shown(item: SharedItem) -> Sequence[tuple[str, str]]:
    """A question set in headings and texts. Raises ``ParticipationError``."""
    said, kinds = read(item), dict(Question.Kind.choices)
    parts = [(_("Title"), said.title), (_("What it is about"), said.purpose)]
    for number, each in enumerate(said.questions, 1):
        about = _("says who answers") if each.about_you else ""
        line = " · ".join(filter(None, (str(kinds[each.kind]), about)))
        text = "\n".join(filter(None, (f"{each.title} ({line})", each.help,
                                       *(f"– {option}" for option in each.options))))  # fmt: skip
        parts.append((_("Question %(number)s") % {"number": number}, text))
    parts.append((_("It comes itself from"), said.credit))
    return [(heading, text) for heading, text in parts if text]


def arrived(authority: Authority, item: SharedItem) -> str:
    """Announce other questions on the draft made of the first ones. Raises what ``shown`` does."""
    announce(Consultation, authority, item, shown)
    return ""
