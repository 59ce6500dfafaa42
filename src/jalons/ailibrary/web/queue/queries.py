"""Reads the queue: the next request, what was decided, figures without anybody's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.ailibrary.engine.review import agreement, drift, reliance
from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.engine.review.judgements import Judgement, share
from jalons.ailibrary.web.queue.models import (
    ChainEntry,
    Contestation,
    QueueItem,
    QueueRules,
    ReceivingService,
    Review,
)
from jalons.ailibrary.web.queue.suggesters import first_recipe
from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.ailibrary.web.recipes.usage import Usage
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import number_words

State, Verdict = QueueItem.State, Review.Verdict
DAYS, MOST = 90, 10_000  # of the figures: how far back, and how many decisions at most
REFERENCE = timedelta(weeks=26)
LISTED = 10_000  # requests that the pages of the list show
WEEKS = 4  # of which the last two say whether the recipe drifts


class LongList(QuerySet[QueueItem]):
    """Requests whose pages go up to the ten thousandth: beyond, one filters; files have all.

    Counting a million rows would take longer than reading a page of them.
    """

    def count(self) -> int:
        return self.order_by()[:LISTED].query.get_count(using=self.db)


def items(authority: Authority) -> QuerySet[QueueItem]:
    """The requests, with what lists read of them."""
    rows = living(QueueItem, authority).select_related("authority", "decided_to")
    rows = rows.defer("text", "suggestion")
    return LongList(model=QueueItem, query=rows.query, using=rows.db)


def destinations(authority: Authority) -> list[ReceivingService]:
    """The services that receive requests, by name."""
    return list(living(ReceivingService, authority).order_by("name"))


def themes_to_services(services: Sequence[ReceivingService]) -> dict[str, str]:
    """The service of each theme; a service is also its own, for what was learned here."""
    found = {str(each.pk): str(each.pk) for each in services}
    return found | {theme: str(each.pk) for each in services for theme in each.themes}


def rules_of(authority: Authority, recipe: str = "") -> QueueRules:
    """The rules of the queue of a recipe; the usual ones, not stored, when nobody set any."""
    key = recipe or first_recipe()
    found = living(QueueRules, authority).filter(recipe=key).order_by("created_at").first()
    return found or QueueRules(authority=authority, recipe=key)


def next_item(
    authority: Authority, code: str, now: datetime, *, is_lead: bool = False
) -> QueueItem | None:
    """The oldest request to decide, left aside those that others look at or one decided.

    A lead first gets those about which people differ.
    """
    mine = Review.objects.of(authority).filter(item=OuterRef("pk"), by=code, undone=False)
    free = Q(opened_until=None) | Q(opened_until__lt=now) | Q(opened_by=code)
    rows = living(QueueItem, authority).filter(free).order_by("received_on", "pk")
    rows = rows.select_related("authority").defer("text")
    split = rows.filter(state=State.SPLIT).first() if is_lead else None
    return split or rows.filter(state=State.WAITING).exclude(Exists(mine)).first()


def late_contestations(authority: Authority, today: date) -> int:
    """How many contestations are answered too late."""
    rows = living(Contestation, authority).filter(outcome="", answer_by__lt=today)
    return rows.count()


def figure(authority: Authority) -> str:
    """What waits, in a sentence; the queue says what it is for while it is empty."""
    waiting = living(QueueItem, authority).filter(state=State.WAITING).count()
    if not waiting:
        empty = not living(QueueItem, authority).exists()
        return _("Requests come here, a person decides.") if empty else _("Nothing to decide.")
    text = ngettext("%(count)s request to decide", "%(count)s requests to decide", waiting)
    text %= {"count": number_words(waiting)}
    if late := late_contestations(authority, timezone.localdate()):
        text += ngettext(", %(count)s late objection", ", %(count)s late objections",
                         late) % {"count": late}  # fmt: skip
    return f"{text}."


def headline(rows: QuerySet[QueueItem]) -> str:
    """The sentence of the list."""
    first = rows.first()
    return figure(first.authority) if first else _("Requests come here, a person decides.")


def entries_of(item: QueueItem) -> QuerySet[ChainEntry]:
    """The acts about a request, the first one first."""
    return ChainEntry.objects.of(item.authority).filter(item=str(item.urn)).order_by("seq")


def reviews(item: QueueItem) -> list[Review]:
    """The decisions about a request that stand; drills and delays aside."""
    rows = Review.objects.of(item.authority).filter(item=item, undone=False)
    return list(rows.exclude(verdict=Verdict.DEFER).exclude(mode=Mode.DRILL))


# Figures ------------------------------------------------------------------------------------------

_READ = ("mode", "label", "suggested", "score", "seconds", "at", "right", "abstained")


def judgements(
    authority: Authority, recipe: str, since: datetime, until: datetime | None = None
) -> list[Judgement]:
    """The decisions of a period as figures read them, the latest first."""
    rows = Review.objects.of(authority).filter(item__recipe=recipe, undone=False, at__gte=since)
    rows = rows.filter(at__lt=until) if until else rows
    rows = rows.exclude(verdict=Verdict.DEFER).order_by("-at")
    return read(rows[:MOST])


def read(rows: QuerySet[Review]) -> list[Judgement]:
    """Decisions as figures read them."""
    here = timezone.get_current_timezone()
    return [_judgement(here, *row) for row in rows.values_list(*_READ)]


def _judgement(here: tzinfo, *row: Any) -> Judgement:
    """A row of ``_READ``; its day is that of the clock on the wall."""
    mode, label, suggested, score, seconds, at, right, abstained = row
    day = at.astimezone(here).date()
    return Judgement(Mode(mode), label, tuple(suggested), score, seconds, day, right, abstained)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a lead sees of a queue: never a person, never a small count."""

    decided: int
    verdicts: dict[str, int]
    labels: tuple[agreement.LabelAgreement, ...]
    reliance: reliance.Reliance
    kappa: float | None
    rated: int  # requests that several people decided
    weeks: tuple[drift.Week, ...]


def statistics(authority: Authority, recipe: str, now: datetime) -> Statistics:
    """The figures of the last 90 days."""
    since = now - timedelta(days=DAYS)
    found = judgements(authority, recipe, since)
    verdicts: defaultdict[str, int] = defaultdict(int)
    pairs: defaultdict[Any, list[str]] = defaultdict(list)
    rows = Review.objects.of(authority).filter(item__recipe=recipe, undone=False, at__gte=since)
    rows = rows.exclude(mode=Mode.DRILL).filter(arbitrated=False).order_by("-at")
    for item, verdict, label in rows.values_list("item_id", "verdict", "label")[:MOST]:
        verdicts[verdict] += 1
        if verdict != Verdict.DEFER:
            pairs[item].append(label)
    rated = [labels for labels in pairs.values() if len(labels) > 1]
    use = living(RecipeUse, authority).filter(key=recipe).first()
    weeks = drift.weeks(found, expected(authority, recipe, use, now))
    decided = rows.exclude(verdict=Verdict.DEFER).order_by().values("item").distinct().count()
    return Statistics(
        decided, dict(verdicts), agreement.by_label(found), reliance.reliance(found),
        agreement.fleiss_kappa(rated), len(rated), weeks[-8:],
    )  # fmt: skip


def expected(
    authority: Authority, recipe: str, use: RecipeUse | None, now: datetime
) -> drift.Expected:
    """What weeks are compared with: the accuracy of the card, the earlier weeks of the queue."""
    before = now - timedelta(weeks=WEEKS)
    earlier = judgements(authority, recipe, before - REFERENCE, before)
    scores = tuple(each.score for each in earlier if each.score is not None)
    tried = [each for each in earlier if each.abstained or each.suggested]
    abstention = share(each.abstained for each in tried).value if len(tried) >= 50 else None
    return drift.Expected(card_accuracy(use), abstention, scores)


def card_accuracy(use: RecipeUse | None) -> float | None:
    """The accuracy that the last evaluation measured for what is used; None without one."""
    evaluation = use.evaluation if use else {}
    name = evaluation.get("rule" if use and use.by_rule else "winner")
    results = [each for each in evaluation.get("results", ()) if each.get("name") == name]
    scores = results[0].get("scores", {}) if results else {}
    found = scores.get("accuracy", {}).get("value")
    return float(found) if found is not None else None


def usage(authority: Authority, today: date) -> Usage:
    """Thirty days of the queue, for the living card of its first recipe."""
    recipe, now = first_recipe(), timezone.now()
    since = now - timedelta(days=30)
    found = judgements(authority, recipe, since)
    real = [each for each in found if each.mode is not Mode.DRILL]
    shown = [each for each in real if each.mode is Mode.OPEN and each.suggested]
    leaning = reliance.reliance(found)
    blind, wrong = leaning.agree_blind, leaning.followed_wrong
    scores = [each.score for each in real if each.score is not None]
    use = living(RecipeUse, authority).filter(key=recipe).first()
    stops = ChainEntry.objects.of(authority).filter(kind=ChainEntry.Kind.SUSPENSION, at__gte=since)
    del today  # the queue counts by moments
    return Usage(
        decisions=len(real),
        set_aside=sum(not each.follows for each in shown),
        blind_accuracy=blind.value if blind.is_shown else None,
        accepted_if_wrong=wrong.value if wrong.is_shown else None,
        drift=drift.psi(expected(authority, recipe, use, now).scores, scores),
        incidents=stops.count(),
        last=max((each.day for each in real), default=None),
    )
