"""What is read of texts: which wait, which themes they have, what the consultation gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import number_words
from jalons.kernel import JalonsError
from jalons.kernel.contracts import RoadmapAction, roadmap
from jalons.kernel.suppression import LEAST
from jalons.participation.engine.consultations.counting import by_channel
from jalons.participation.engine.reading import results as engine
from jalons.participation.engine.reading.agreement import SAMPLE, ReadersAgreement, agreement
from jalons.participation.web.consultations.models import (
    AnswerPart,
    Channel,
    Consultation,
    Question,
)
from jalons.participation.web.reading.models import ClosingCount, Coding, ResidentQuote, Theme

CLOSED = (Consultation.State.CLOSED, Consultation.State.ANSWERED)
type Person = User | AnonymousUser | None


def reader_code(consultation: Consultation, user: Person) -> str:
    """A reader in one consultation: always the same code there, which names nobody."""
    who = str(user.pk) if isinstance(user, User) else "visitor"
    found = salted_hmac("jalons.participation.reading", f"{consultation.pk}.{who}",
                        secret=settings.SECRET_KEY, algorithm="sha256")  # fmt: skip
    return found.hexdigest()[:16]


def consultations(authority: Authority) -> QuerySet[Consultation]:
    """Those whose texts may be read: closed, their answers stored again under other ids."""
    found = living(Consultation, authority).filter(state__in=CLOSED)
    return found.filter(receipts_erased_on__isnull=False).select_related("authority")


def texts(consultation: Consultation) -> QuerySet[AnswerPart]:
    """The texts of residents to read, those hidden by a moderator aside."""
    return _texts(consultation.authority).filter(consultation=consultation)


def _texts(authority: Authority) -> QuerySet[AnswerPart]:
    texts_wanted = living(Question, authority).filter(kind=Question.Kind.TEXT)
    found = AnswerPart.objects.of(authority).filter(question__in=texts_wanted.values("pk"))
    return found.exclude(state=AnswerPart.State.HIDDEN)


def read(authority: Authority, *, second: bool = False, **which: Any) -> Exists:
    """Whether a text was read, once or a second time."""
    rows = Coding.objects.of(authority).filter(part=OuterRef("pk"), second=second, **which)
    return Exists(rows)


def unread(consultation: Consultation) -> QuerySet[AnswerPart]:
    """The texts nobody read yet."""
    return texts(consultation).filter(~read(consultation.authority))


def to_check(consultation: Consultation, code: str) -> QuerySet[AnswerPart]:
    """The texts of the sample that another person read, and nobody a second time."""
    owner = consultation.authority
    once, twice, mine = read(owner), read(owner, second=True), read(owner, by=code)
    return texts(consultation).filter(once, ~mine, ~twice, pk__lt=SAMPLE)


def themes(consultation: Consultation) -> QuerySet[Theme]:
    """The themes of a consultation, by their title."""
    return living(Theme, consultation.authority).filter(consultation=consultation)


def themes_named(consultation: Consultation, keys: Collection[str]) -> list[Theme]:
    """The themes of a consultation by their keys; those of elsewhere are left out."""
    known = {str(each.pk): each for each in themes(consultation)}
    return [known[key] for key in dict.fromkeys(keys) if key in known]


def chosen(part: AnswerPart, *, second: bool = False) -> QuerySet[Coding]:
    """What a reader chose for a text: rows with a theme, or one without."""
    return Coding.objects.of(part.authority).filter(part=part, second=second)


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """How far the texts of a consultation are read, and how many answers wait or are late."""

    consultation: Consultation
    texts: int
    read: int
    themes: int
    answered: int
    late: int

    @property
    def left(self) -> int:
        """The texts nobody read yet."""
        return max(0, self.texts - self.read)


def readings(authority: Authority) -> list[ReadingProgress]:
    """How far each closed consultation is, the latest first."""
    return [progress(each) for each in consultations(authority)]


def progress(consultation: Consultation) -> ReadingProgress:
    """How far the texts of a consultation are read, and the promises made about them."""
    today, found = timezone.localdate(), list(themes(consultation))
    return ReadingProgress(
        consultation, texts(consultation).count(), read_count(consultation), len(found),
        sum(bool(each.answer_state) for each in found), sum(each.is_late(today) for each in found),
    )  # fmt: skip


def codings(consultation: Consultation) -> QuerySet[Coding]:
    """What first readers chose, for the texts that no moderator hid."""
    return _codings(consultation.authority, consultation=consultation)


def _codings(authority: Authority, **which: Any) -> QuerySet[Coding]:
    hidden = AnswerPart.objects.of(authority).filter(state=AnswerPart.State.HIDDEN, **which)
    rows = Coding.objects.of(authority).filter(second=False, **which)
    return rows.exclude(part__in=hidden.values("pk"))


def _distinct(rows: QuerySet[Coding]) -> int:
    return rows.aggregate(n=Count("part", distinct=True))["n"] or 0


def read_count(consultation: Consultation) -> int:
    """How many texts a person read."""
    return _distinct(codings(consultation))


def late(authority: Authority, today: date) -> int:
    """The promises to residents that are overdue."""
    state = Theme.AnswerState
    promised = living(Theme, authority).filter(answer_state__in=[state.IN_PROGRESS, state.LATER])
    return promised.filter(answer_on__lt=today, consultation__deleted_at=None).count()


def figure(authority: Authority) -> str:
    """What a hub says: late promises first, then texts to read."""
    if not consultations(authority).exists():
        return _("No consultation is closed yet.")
    if count := late(authority, timezone.localdate()):
        return ngettext(
            "%(count)s answer promised to residents is late.",
            "%(count)s answers promised to residents are late.", count,
        ) % {"count": number_words(count)}  # fmt: skip
    closed = {"consultation__in": consultations(authority).values("pk")}
    every = _texts(authority).filter(**closed).count()
    if (left := every - _distinct(_codings(authority, **closed))) > 0:
        return ngettext(
            "%(count)s text of residents waits for a reader.",
            "%(count)s texts of residents wait for a reader.", left,
        ) % {"count": number_words(left)}  # fmt: skip
    return _("Every text was read.")


def agreed(consultation: Consultation, code: str) -> tuple[ReadersAgreement, int]:
    """How far two readings of the sample agree, and how many wait for the reader of that code."""
    rows = Coding.objects.of(consultation.authority).filter(
        consultation=consultation, part__lt=SAMPLE
    )
    first, second, mine = defaultdict[Any, set[Any]](set), defaultdict[Any, set[Any]](set), set()
    for part, theme, is_second, by in rows.values_list("part", "theme", "second", "by"):
        found = (second if is_second else first)[part]
        if theme is not None:
            found.add(theme)
        if by == code and not is_second:
            mine.add(part)
    left = len(first.keys() - second.keys() - mine)
    sides = [{str(key): frozenset(map(str, keys)) for key, keys in side.items() if key in second}
             for side in (first, second)]  # fmt: skip
    return agreement(*sides), left


def theme_counts(consultation: Consultation) -> dict[str, int]:
    """How many texts have each theme, by its key, ``NOTHING`` for none: for those inside."""
    found = dict(codings(consultation).order_by().values_list("theme").annotate(n=Count("part")))
    keys = [each.pk for each in themes(consultation)]
    return {engine.NOTHING: found.get(None, 0)} | {str(key): found.get(key, 0) for key in keys}


def lacking(consultation: Consultation, counts: Mapping[str, int] | None = None) -> str:
    """Why a consultation is not answered yet, in a sentence; empty when it is.

    Each theme that five texts or more speak of needs an answer; ``counts`` are theirs if known.
    """
    without = themes(consultation).filter(answer_state="")
    found = theme_counts(consultation) if counts is None else counts
    names = ", ".join(each.title for each in without if found[str(each.pk)] >= LEAST)
    return _("Say what you did about: %(themes)s.") % {"themes": names} if names else ""


# Results ------------------------------------------------------------------------------------------


def counted_questions(consultation: Consultation) -> list[engine.CountedQuestion]:
    """The questions of a consultation as they are counted, in their order."""
    rows = living(Question, consultation.authority).filter(consultation=consultation)
    return [engine.CountedQuestion(each.as_read, each.about_you) for each in rows]


def closed_parts(consultation: Consultation) -> QuerySet[AnswerPart]:
    """The parts with the closed questions: one for each answer."""
    rows = AnswerPart.objects.of(consultation.authority).filter(consultation=consultation)
    return rows.filter(question=None)


def counted_now(consultation: Consultation) -> engine.Tallies:
    """The counts of the answers stored now, small ones hidden."""
    rows = list(closed_parts(consultation).values_list("values", "channel"))
    counts = defaultdict[str, int](int)
    for _values, channel in rows:
        counts[channel] += 1
    channels = by_channel([each for each in Channel.values if counts[each]], counts)
    return engine.tallies(counted_questions(consultation), rows, channels)


def tallies(consultation: Consultation) -> engine.Tallies:
    """The counts made when the consultation closed, else those of now."""
    rows = ClosingCount.objects.of(consultation.authority).filter(consultation=consultation)
    stored = rows.values_list("values", flat=True).first()
    return msgspec.convert(stored, engine.Tallies) if stored else counted_now(consultation)


def actions_by_urn(authority: Authority) -> dict[str, RoadmapAction]:
    """The actions of the roadmap by URN, none when no room has one."""
    try:
        return {str(each.urn): each for each in roadmap()(authority.urn)}
    except JalonsError:
        return {}


def answer_of(
    theme: Theme, today: date, actions: Mapping[str, RoadmapAction]
) -> engine.ThemeAnswer | None:
    """What was done about a theme, None while nothing is said."""
    if not theme.answer_state:
        return None
    linked = actions.get(theme.action)
    return engine.ThemeAnswer(
        theme.answer_state, theme.answer, theme.answer_on, theme.reason, theme.is_late(today),
        linked.title if linked else "", linked.state if linked else "",
    )  # fmt: skip


def quotable() -> Q:
    """The quotes whose text may still be shown."""
    return Q(deleted_at=None, part__state=AnswerPart.State.READ, part__flags=[])


def results(consultation: Consultation) -> engine.Results:
    """What a consultation gave: every count and every quote in it may be shown to everybody."""
    counts = theme_counts(consultation)
    done = read_count(consultation)
    shown = engine.shown_texts(counts, done)
    today, actions = timezone.localdate(), actions_by_urn(consultation.authority)
    rows = ResidentQuote.objects.of(consultation.authority).filter(quotable())
    found = [
        engine.ThemeResult(
            str(each.pk), each.title, shown[str(each.pk)],
            tuple(quote.text for quote in each.quotes.all()), answer_of(each, today, actions),
        )
        for each in themes(consultation).prefetch_related(Prefetch("quotes", rows))
        if counts[str(each.pk)] or each.answer_state
    ]  # fmt: skip
    found.sort(key=lambda each: (-(each.texts or 0), each.title))
    return engine.Results(
        consultation.title, consultation.purpose, consultation.promise, consultation.opens_on,
        consultation.closes_on, consultation.answered_on, tallies(consultation),
        engine.shown_count(texts(consultation).count()), engine.shown_count(done), tuple(found),
        is_final=consultation.state in CLOSED,
    )  # fmt: skip


def crossable(consultation: Consultation) -> Sequence[engine.CountedQuestion]:
    """The questions that may be crossed: those with one answer each, none of it hidden."""
    hiding = {each.key for each in tallies(consultation).questions if each.hides}
    alone = [
        each for each in counted_questions(consultation) if each.question.kind in engine.CROSSED
    ]
    return [each for each in alone if each.question.key not in hiding]
