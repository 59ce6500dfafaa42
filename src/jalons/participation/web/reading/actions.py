"""What people choose for a text, suggestions for those nobody read, quotes, counts at closing."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import write
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError, Urn
from jalons.kernel.contracts import CodedText, ThemeDecision, ThemeSuggestion, theme_suggester
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.reading.agreement import SAMPLE
from jalons.participation.web.consultations.models import AnswerPart, Consultation
from jalons.participation.web.reading import queries
from jalons.participation.web.reading.models import (
    ClosingCount,
    Coding,
    ResidentQuote,
    Theme,
    ThemeHint,
)
from jalons.participation.web.reading.queries import Person

SUGGEST = "participation.suggest"
HIDDEN_IN = 20  # one suggestion in so many is not shown before the choice


def add_theme(consultation: Consultation, user: Person, title: str, words: str) -> Batch | None:
    """A new theme of a consultation; ``ValidationError`` when it is refused."""
    made = Theme(authority=consultation.authority)
    values = {"consultation": consultation, "title": title, "words": words}
    return write(consultation.authority, user, [(made, values)])


def code(  # noqa: PLR0913  (each one said by name)
    part: AnswerPart, user: Person, themes: Collection[Theme], *, second: bool = False,
    may_correct: bool = False, seen: bool = True,
) -> ThemeHint | None:  # fmt: skip
    """Store what a person found in a text, no theme when ``themes`` is empty; the hint decided.

    The reader of a text may change their choice; ``may_correct``: that of another too. ``seen``
    says whether the page showed the suggestion, unless it is a hidden one. Raises
    ``ParticipationError``: ``reading_closed``, ``reading_other``, ``reading_second``.
    """
    consultation = part.consultation
    if not queries.consultations(part.authority).filter(pk=consultation.pk).exists():
        raise ParticipationError("reading_closed")
    by = queries.reader_code(consultation, user)
    with transaction.atomic():
        _locked(part)
        if second:
            _check_second(part, by)
        before = set(queries.chosen(part, second=second).values_list("by", flat=True))
        if before - {by} and not may_correct:
            raise ParticipationError("reading_other")
        queries.chosen(part, second=second).delete()
        Coding.objects.create_all(_rows(part, by, themes, second=second))
        return None if second else _decide(part, user, themes, seen=seen)


def _locked(part: AnswerPart) -> None:
    """Wait for another person who reads the same text: the second sees what the first stored."""
    AnswerPart.objects.of(part.authority).select_for_update().get(pk=part.pk)


def _check_second(part: AnswerPart, by: str) -> None:
    first = set(queries.chosen(part).values_list("by", flat=True))
    if part.pk >= SAMPLE or not first or by in first:
        raise ParticipationError("reading_second")


def _rows(
    part: AnswerPart, by: str, themes: Collection[Theme], *, second: bool = False
) -> list[Coding]:
    chosen: list[Theme | None] = [*themes] or [None]
    return [
        Coding(authority=part.authority, consultation_id=part.consultation_id, part=part,
               theme=each, by=by, second=second)
        for each in chosen
    ]  # fmt: skip


def _decide(
    part: AnswerPart, user: Person, themes: Collection[Theme], *, seen: bool
) -> ThemeHint | None:
    """Record the first choice beside what was suggested; None when nothing was, or was decided."""
    waiting = ThemeHint.objects.of(part.authority).filter(part=part, decided=False)
    hint = waiting.first()
    if hint is None or not waiting.update(decided=True):
        return None
    suggestion = ThemeSuggestion(tuple(hint.themes), tuple(hint.evidence), hint.made_by)
    keys = tuple(str(each.pk) for each in themes)
    decision = ThemeDecision(
        Urn("answer_part", str(part.pk)), suggestion, keys, seen and not hint.hidden
    )
    try:
        suggester = theme_suggester()
    except JalonsError:  # no room suggests any more
        return hint
    suggester.record(part.authority.urn, getattr(user, "pk", None) or 0, [decision])
    return hint


def code_many(
    user: Person, parts: Sequence[AnswerPart], themes: Collection[Theme], *, may_correct: bool
) -> tuple[int, int]:  # fmt: skip
    """Add themes to several texts in one gesture; how many took them, how many were left.

    Left: those another person read, unless a lead adds.
    """
    if not parts or not themes:
        raise ParticipationError("reading_ticks")
    done = 0
    with transaction.atomic():
        for part in parts:
            known = [each.theme for each in queries.chosen(part).select_related("theme")
                     if each.theme is not None]  # fmt: skip
            wanted = {each.pk: each for each in (*known, *themes)}
            try:
                code(part, user, list(wanted.values()), may_correct=may_correct, seen=False)
            except ParticipationError as error:
                if error.code != "reading_other":
                    raise
            else:
                done += 1
    return done, len(parts) - done


def quote(part: AnswerPart, user: Person, theme: Theme, text: str) -> Batch | None:
    """A quote of a text; ``ValidationError`` when it is refused."""
    made = ResidentQuote(authority=part.authority, theme=theme, part=part)
    return write(part.authority, user, [(made, {"theme": theme, "part": part, "text": text})])


# Suggestions --------------------------------------------------------------------------------------


def start_suggesting(consultation: Consultation, user: Person) -> Job:
    """The job that suggests themes for the texts nobody read."""
    authority = consultation.authority
    if not queries.themes(consultation).exists():
        raise ParticipationError("reading_themes_missing")
    return start_job(
        authority=authority, kind=SUGGEST, user=user,
        label=_("Suggest themes: %(title)s") % {"title": consultation.title},
        arguments={"authority": authority.pk, "consultation": str(consultation.pk)},
        back_url=reverse("reading_themes", args=[authority.slug, consultation.pk]),
    )  # fmt: skip


@job(SUGGEST, idempotent=True)
def suggest_job(job_progress: JobProgress, *, authority: int, consultation: str) -> JobResult:
    """Suggest themes, in place of the suggestions that nobody followed or refused yet."""
    owner = Authority.objects.get(pk=authority)
    found = queries.consultations(owner).get(pk=consultation)
    job_progress(0, 1)
    suggest(found)
    job_progress(1, 1)
    return JobResult(url=reverse("reading_themes", args=[owner.slug, found.pk]))


def suggest(consultation: Consultation) -> int:
    """Store a suggestion for each text nobody read; for how many something is sure."""
    authority = consultation.authority
    try:
        suggester = theme_suggester()
    except JalonsError:  # no room suggests
        return 0
    themes = {str(each.pk): f"{each.title}. {each.words}" for each in queries.themes(consultation)}
    waiting = list(queries.unread(consultation).only("pk", "text"))
    found = suggester.suggest(authority.urn, themes, _coded(consultation, themes),
                              [each.text for each in waiting], "fr")  # fmt: skip
    rows = [_hint(authority, part, each, themes)
            for part, each in zip(waiting, found, strict=True)]  # fmt: skip
    with transaction.atomic():
        ThemeHint.objects.of(authority).filter(
            part__consultation=consultation, decided=False
        ).delete()
        if any(each.themes for each in rows):  # else the recipe is not used: nothing to judge
            ThemeHint.objects.create_all(rows)
    return sum(bool(each.themes) for each in rows)


def _hint(
    authority: Authority, part: AnswerPart, found: ThemeSuggestion, themes: Collection[str]
) -> ThemeHint:
    keys = [key for key in found.themes if key in themes]
    return ThemeHint(authority=authority, part=part, themes=keys, evidence=list(found.evidence)[:8],
                     made_by=found.by, hidden=secrets.randbelow(HIDDEN_IN) == 0)  # fmt: skip


def _coded(consultation: Consultation, themes: Collection[str]) -> list[CodedText]:
    """The texts that people read, with the keys of their themes."""
    rows = queries.codings(consultation)
    texts, keys = dict[Any, str](), defaultdict[Any, list[str]](list)
    for part, text, theme in rows.values_list("part", "part__text", "theme"):
        texts[part] = text
        if str(theme) in themes:
            keys[part].append(str(theme))
    return [CodedText(text, tuple(sorted(keys[part]))) for part, text in texts.items()]


# Counts -------------------------------------------------------------------------------------------


def freeze(consultation: Consultation) -> None:
    """Store the counts of a closed consultation, once: they no longer change."""
    authority = consultation.authority
    rows = ClosingCount.objects.of(authority)
    if consultation.receipts_erased_on is None or rows.filter(consultation=consultation).exists():
        return
    values = msgspec.to_builtins(queries.counted_now(consultation))
    rows.get_or_create(authority=authority, consultation=consultation,
                       defaults={"values": values})  # fmt: skip


def daily(*, now: datetime) -> None:
    """Count what closed since."""
    rounds.each("participation.counts", _freeze_closed, now=now, due=owns(Consultation, _UNCOUNTED))


_UNCOUNTED = Q(closing_count=None, receipts_erased_on__isnull=False)


def _freeze_closed(authority: Authority) -> None:
    for each in queries.consultations(authority).filter(_UNCOUNTED):
        freeze(each)
