"""What waits for somebody to read it, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.kernel.tables import package_table
from jalons.participation.engine.answers.language import language_of
from jalons.participation.engine.answers.personal import Flag, TextPiece, flags_in, pieces
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Consultation,
    Moderation,
    Proposal,
)

PART, IDEA = "part", "idea"
WAITING, READ, HIDDEN = "waiting", "read", "hidden"
IDEA_STATES = {
    WAITING: Proposal.State.WAITING, READ: Proposal.State.SHOWN, HIDDEN: Proposal.State.REFUSED
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A text to look at, or several that say the same: ``target`` names the first of them."""

    target: str
    about: str
    pieces: tuple[TextPiece, ...]
    signs: tuple[str, ...]
    language: str
    channel: str
    same: int = 1
    title: tuple[TextPiece, ...] = ()


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
    return rows.filter(state=IDEA_STATES[state]).order_by("pk")


def grouped(consultation: Consultation, state: str) -> list[tuple[str, int]]:
    """Targets to look at, ideas first; texts of a question that say the same are one, counted."""
    found = [(f"{IDEA}:{pk}", 1) for pk in ideas(consultation, state).values_list("pk", flat=True)]
    twin = Coalesce(KT("values__same"), Cast("pk", TextField()))
    rows = texts(consultation, state).order_by().annotate(twin=twin).values("question", "twin")
    first = rows.annotate(first=Min(Cast("pk", TextField())), count=Count("pk")).order_by("first")
    return found + [(f"{PART}:{UUID(pk)}", count)
                    for pk, count in first.values_list("first", "count")]  # fmt: skip


def shown(consultation: Consultation, page: Sequence[tuple[str, int]]) -> list[Shown]:
    """What a page of targets shows."""
    keys = [target.partition(":")[2] for target, _count in page]
    parts = AnswerPart.objects.of(consultation.authority).filter(pk__in=keys)
    found: dict[str, Any] = {f"{PART}:{each.pk}": each for each in parts.select_related("question")}
    every = Proposal.objects.of(consultation.authority).filter(pk__in=keys)
    found |= {f"{IDEA}:{each.pk}": each for each in every}
    return [_shown(target, found[target], count) for target, count in page if target in found]


def twins_of(part: AnswerPart) -> QuerySet[AnswerPart]:
    """A text and those of its question and state that say the same."""
    rows = texts(part.consultation, part.state).filter(question=part.question_id)
    same = part.values.get("same")
    rows = rows.filter(values__same=same) if same else rows.filter(pk=part.pk)
    return rows.select_related("authority")


def left(authority: Authority) -> QuerySet[Any]:
    """The consultations that opened, and how many texts and ideas of each are to read."""
    unread = Q(parts__state=AnswerPart.State.WAITING) & ~Q(parts__text="")
    proposed = Q(proposals__state=Proposal.State.WAITING, proposals__deleted_at=None)
    return living(Consultation, authority).exclude(state=Consultation.State.DRAFT).annotate(
        texts_left=Count("parts", distinct=True, filter=unread),
        ideas_left=Count("proposals", distinct=True, filter=proposed),
    )  # fmt: skip


def figure(authority: Authority) -> str:
    """How many texts and ideas wait, for the hub."""
    waits = {"state": AnswerPart.State.WAITING, "consultation__deleted_at": None}
    unread = AnswerPart.objects.of(authority).filter(**waits).exclude(text="").values("pk")
    count = unread.union(living(Proposal, authority).filter(**waits).values("pk"), all=True).count()
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
    return {key: words[lang()] for key, words in _table("moderation_reasons").items()}


def _table(name: str) -> Mapping[str, Any]:
    return package_table("jalons.participation", name)


def _shown(target: str, found: AnswerPart | Proposal, same: int) -> Shown:
    if isinstance(found, Proposal):
        about, title = _("Idea of a resident"), found.title
        flags = [*flags_in(title), *flags_in(found.text)]
        code = language_of(f"{title}\n{found.text}")
    else:
        about, title = str(found.question), ""
        flags, code = [Flag(**each) for each in found.flags], found.values.get("language", "")
    words, signs = [each.words for each in flags], _table("personal")["signs"]
    names = _table("languages")["names"]
    return Shown(
        target, about, pieces(found.text, words),
        tuple(dict.fromkeys(signs.get(each.sign, signs["name"])[lang()] for each in flags)),
        str(names[code][lang()]) if code in names and code != "fr" else "",
        str(Channel(found.channel).label), same, pieces(title, words) if title else (),
    )  # fmt: skip
