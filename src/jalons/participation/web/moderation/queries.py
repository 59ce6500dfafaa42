"""What waits for somebody to read it, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.kernel.tables import package_table
from jalons.participation.engine.answers.language import language_of
from jalons.participation.engine.answers.personal import (
    Flag,
    Piece,
    flags_in,
    pieces,
    sameness,
)
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Consultation,
    Moderation,
    Proposal,
)

PART, IDEA = "part", "idea"
WAITING, READ, HIDDEN = "waiting", "read", "hidden"
_IDEA_STATES = {
    WAITING: Proposal.State.WAITING, READ: Proposal.State.SHOWN, HIDDEN: Proposal.State.REFUSED
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A text to look at, or several that say the same: ``target`` names the first of them."""

    target: str
    about: str
    pieces: tuple[Piece, ...]
    signs: tuple[str, ...]
    language: str
    channel: str
    same: int = 1
    title: tuple[Piece, ...] = ()


def waiting(consultation: Consultation) -> QuerySet[AnswerPart]:
    """The texts of a consultation that nobody read."""
    return texts(consultation, WAITING)


def texts(consultation: Consultation, state: str) -> QuerySet[AnswerPart]:
    """The texts of a consultation in a state, in an order that says nothing of when they came."""
    rows = AnswerPart.objects.of(consultation.authority).filter(consultation=consultation)
    return rows.filter(state=state, question__isnull=False).exclude(text="").order_by("pk")


def ideas(consultation: Consultation, state: str) -> QuerySet[Proposal]:
    """The ideas of a consultation in a state."""
    rows = living(Proposal, consultation.authority).filter(consultation=consultation)
    return rows.filter(state=_IDEA_STATES[state]).order_by("pk")


def grouped(consultation: Consultation, state: str) -> list[tuple[str, int]]:
    """Targets to look at, ideas first; texts of a question that say the same are one, counted."""
    found = [(f"{IDEA}:{pk}", 1) for pk in ideas(consultation, state).values_list("pk", flat=True)]
    twins: dict[tuple[Any, str], list[Any]] = {}
    for pk, question, text in texts(consultation, state).values_list("pk", "question", "text"):
        twins.setdefault((question, sameness(text)), []).append(pk)
    return [*found, *((f"{PART}:{pks[0]}", len(pks)) for pks in twins.values())]


def shown(consultation: Consultation, page: Sequence[tuple[str, int]]) -> list[Shown]:
    """What a page of targets shows."""
    keys = [target.partition(":")[2] for target, _count in page]
    parts = AnswerPart.objects.of(consultation.authority).filter(pk__in=keys)
    found: dict[str, Any] = {f"{PART}:{each.pk}": each for each in parts.select_related("question")}
    every = Proposal.objects.of(consultation.authority).filter(pk__in=keys)
    found |= {f"{IDEA}:{each.pk}": each for each in every}
    return [
        _part(target, found[target], count) if target.startswith(PART)
        else _idea(target, found[target])
        for target, count in page if target in found
    ]  # fmt: skip


def twins_of(part: AnswerPart) -> list[AnswerPart]:
    """A text and those of its question and state that say the same."""
    rows = texts(part.consultation, part.state).filter(question=part.question_id)
    same = sameness(part.text)
    return [each for each in rows if sameness(each.text) == same]


def left(authority: Authority) -> QuerySet[Any]:
    """The consultations with texts or ideas to read, and how many of each."""
    texts_left = Count(
        "parts", distinct=True,
        filter=Q(parts__state=AnswerPart.State.WAITING) & ~Q(parts__text=""),
    )  # fmt: skip
    unread = Q(proposals__state=Proposal.State.WAITING, proposals__deleted_at=None)
    ideas_left = Count("proposals", distinct=True, filter=unread)
    rows = living(Consultation, authority).exclude(state=Consultation.State.DRAFT)
    return rows.annotate(texts_left=texts_left, ideas_left=ideas_left)


def figure(authority: Authority) -> str:
    """How many texts and ideas wait, for the hub."""
    texts_left = AnswerPart.objects.of(authority).filter(state=AnswerPart.State.WAITING)
    unread = living(Proposal, authority).filter(state=Proposal.State.WAITING)
    count = texts_left.filter(consultation__deleted_at=None).exclude(text="").count()
    count += unread.filter(consultation__deleted_at=None).count()
    if not count:
        return _("No text waits to be read.")
    return ngettext("%(count)s text waits to be read.", "%(count)s texts wait to be read.",
                    count) % {"count": count}  # fmt: skip


def log(consultation: Consultation) -> QuerySet[Moderation]:
    """What was done with texts and ideas, the latest first."""
    rows = Moderation.objects.of(consultation.authority).filter(consultation=consultation)
    return rows.order_by("-pk")


def reasons() -> dict[str, str]:
    """The reasons for which a text is not shown, in the language of the page."""
    return {key: words[lang()] for key, words in _reasons().items()}


def reason_words(key: str) -> str:
    """A reason in words; what was typed, where it is in no list."""
    return reasons().get(key, key)


def sign_words(sign: str) -> str:
    """What words of a text look like."""
    return {
        "address": _("an e-mail address"), "telephone": _("a telephone number"),
        "login": _("an account name"), "street": _("a postal address"), "flat": _("a flat"),
        "number": _("a social security number"), "account": _("a bank account"),
        "plate": _("a number plate"),
    }.get(sign, _("the name of a person"))  # fmt: skip


def _reasons() -> Mapping[str, Mapping[str, str]]:
    return package_table("jalons.participation", "moderation_reasons")


def _language_words(code: str) -> str:
    names = package_table("jalons.participation", "languages")["names"]
    return str(names[code][lang()]) if code in names else ""


def _part(target: str, part: AnswerPart, same: int) -> Shown:
    flags = [Flag(**each) for each in part.flags]
    return Shown(
        target, str(part.question), pieces(part.text, [each.words for each in flags]),
        _signs(flags), _language_words(part.values.get("language", "")),
        str(Channel(part.channel).label), same,
    )  # fmt: skip


def _idea(target: str, idea: Proposal) -> Shown:
    flags = [*flags_in(idea.title), *flags_in(idea.text)]
    words, language = [each.words for each in flags], language_of(f"{idea.title}\n{idea.text}")
    return Shown(
        target, _("Idea of a resident"), pieces(idea.text, words), _signs(flags),
        _language_words(language if language != "fr" else ""), str(Channel(idea.channel).label),
        title=pieces(idea.title, words),
    )  # fmt: skip


def _signs(flags: Sequence[Flag]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sign_words(each.sign) for each in flags))
