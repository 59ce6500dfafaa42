"""A person opens a request, decides, changes their mind: each act is a new entry of the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.review import drawing, reliance
from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.engine.review.judgements import attention
from jalons.ailibrary.web.queue import chain, queries, suggesters
from jalons.ailibrary.web.queue.models import (
    ChainEntry,
    Opening,
    QueueItem,
    QueueRules,
    ReceivingService,
    Review,
)
from jalons.ailibrary.web.queue.pseudonyms import (
    Person,
    code_of,
    digest_of_text,
    secret_of,
)
from jalons.ailibrary.web.recipes import bundles
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import store_computed, write
from jalons.kernel import JalonsError

State, Verdict, Kind = QueueItem.State, Review.Verdict, ChainEntry.Kind
CLAIMED = timedelta(minutes=10)  # how long a request that somebody opened is left to them
NONE, LATER = "none", "later"  # choices that are no service


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request as one person sees it; ``why`` says why there is no suggestion, a key."""

    item: QueueItem
    mode: Mode
    services: tuple[ReceivingService, ...]
    score: float | None = None
    evidence: tuple[str, ...] = ()
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision: a drill is revealed, a hidden suggestion shown at last."""

    item: QueueItem
    is_drill: bool = False
    followed: bool = False
    suspended: bool = False
    revealed: tuple[ReceivingService, ...] = ()


def row(item: QueueItem) -> Any:
    """A request among those of its authority, to store what follows from the chain."""
    return QueueItem.objects.of(item.authority).filter(pk=item.pk)


def locked(authority: Authority, pk: UUID) -> QueueItem:
    """A request, locked. ``AIError`` (``queue_gone``) when it is not there."""
    rows = living(QueueItem, authority).select_for_update(of=("self",))
    found = rows.select_related("authority").filter(pk=pk).first()
    if found is None:
        raise AIError("queue_gone")
    return found


@transaction.atomic
def open_item(authority: Authority, user: Person, pk: UUID, now: datetime) -> ShownRequest:
    """Show a request to a person: the moment is stored, the suggestion made at the first time.

    Raises ``AIError`` (``queue_gone``, ``queue_closed``) when nothing waits.
    """
    item, code = locked(authority, pk), code_of(authority, user)
    if not item.is_open:
        raise AIError("queue_closed")
    rules = queries.rules_of(authority, item.recipe)
    why = _silence(item, rules)
    if not item.mode and not why:
        _suggest(item, rules, now)
    reviewers = item.reviewers if item.opened_by else rules.reviewers
    store_computed(row(item), opened_by=code, opened_until=now + CLAIMED, reviewers=reviewers)
    opening, is_first = Opening.objects.of(authority).get_or_create(
        item=item, by=code, defaults={"authority": authority, "first_at": now}
    )
    if not is_first:
        Opening.objects.of(authority).filter(pk=opening.pk).update(times=F("times") + 1)
    return _shown(item, why)


def _silence(item: QueueItem, rules: QueueRules) -> str:
    """Why no suggestion may be shown at this moment; empty when one may."""
    use = use_of(item.authority, item.recipe)
    if use is None:
        return "no_recipe"
    if rules.suspended or not use.may_suggest:
        return "suspended"
    return "" if living(ReceivingService, item.authority).exists() else "no_services"


def _suggest(item: QueueItem, rules: QueueRules, now: datetime) -> None:
    """Ask the recipe once, and draw how the request is shown."""
    authority, use = item.authority, use_of(item.authority, item.recipe)
    services = {str(each.pk): each for each in queries.destinations(authority)}
    labels = queries.themes_to_services(list(services.values()))
    said: dict[str, Any] = {"labels": [], "scores": [], "evidence": [], "by": "", "reason": ""}
    digest = ""
    try:
        found = suggesters.suggester_of(use, bundles.bytes_of(use), labels)  # type: ignore[arg-type]
        answer, digest = found.suggest([item.text])[0], found.digest
    except (JalonsError, ModuleNotFoundError, OSError):
        said["reason"] = "failed"  # a person decides all the same
    else:
        pairs = [pair for pair in zip(answer.labels, answer.scores, strict=False)
                 if pair[0] in services][:3]  # fmt: skip
        said |= {
            "labels": [] if answer.abstained else [label for label, _score in pairs],
            "scores": [round(float(score), 4) for _label, score in pairs],
            "evidence": list(answer.evidence[:5]), "by": answer.by,
            "reason": answer.reason or ("" if pairs and not answer.abstained else "unsure"),
        }  # fmt: skip
    secret, key = secret_of(authority, "drawing"), str(item.pk)
    drills = rules.drills and rules.informed_on is not None and not item.drilled
    mode = drawing.mode_of(secret, key, drills=drills) if said["labels"] else Mode.NONE
    if mode is Mode.DRILL:
        said["planted"] = drawing.planted(secret, key, said["labels"], list(services))
        mode = Mode.DRILL if said["planted"] else Mode.OPEN
    entry = chain.append(authority, Kind.SUGGESTION, str(item.urn), {
        "recipe": item.recipe, "bundle": digest, "text": item.digest, "mode": str(mode),
        **{name: said[name] for name in ("labels", "scores", "by", "reason")},
        "planted": said.get("planted", ""),
    }, now=now)  # fmt: skip
    item.mode, item.suggestion = str(mode), {**said, "seq": entry.seq}
    store_computed(row(item), mode=item.mode, suggestion=item.suggestion)


def _shown(item: QueueItem, why: str) -> ShownRequest:
    said = item.suggestion
    if why or not said.get("labels"):
        return ShownRequest(item, Mode.NONE, (), why=why or said.get("reason", ""),
                     evidence=tuple(said.get("evidence", ())) if not why else ())  # fmt: skip
    mode = Mode(item.mode)
    if mode is Mode.BLIND:
        return ShownRequest(item, mode, ())
    planted = [said["planted"]] if mode is Mode.DRILL else said["labels"]
    return ShownRequest(item, mode, services_of(item.authority, planted), said["scores"][0],
                 tuple(said["evidence"]) if mode is Mode.OPEN else (), said["by"])  # fmt: skip


def services_of(authority: Authority, keys: list[str]) -> tuple[ReceivingService, ...]:
    """The services of these keys, in their order; those deleted since are left out."""
    found = {str(each.pk): each for each in queries.destinations(authority)}
    return tuple(found[key] for key in keys if key in found)


@transaction.atomic
def decide(  # noqa: PLR0913  (each one said by name)
    authority: Authority, user: Person, pk: UUID, choice: str, now: datetime, *,
    reason: str = "", is_lead: bool = False,
) -> Decided:  # fmt: skip
    """Store what a person decided of a request they opened; nothing else takes effect.

    ``choice`` is the key of a service, ``NONE`` or ``LATER``. Raises ``AIError``:
    ``queue_gone``, ``queue_closed``, ``queue_unseen``, ``queue_twice``, ``queue_lead``,
    ``queue_choice``, ``queue_reason``.
    """
    item, code = locked(authority, pk), code_of(authority, user)
    service = _checked(item, code, choice, reason, is_lead=is_lead)
    seen = _shown(item, _silence(item, queries.rules_of(authority, item.recipe)))
    suggested = _suggested(item, seen)
    label = str(service.pk) if service else ""
    verdict = _verdict(choice, label, suggested if seen.mode is not Mode.BLIND else [])
    seconds, times = _spent(item, code, now)
    kind = {Mode.BLIND: Kind.BLIND, Mode.DRILL: Kind.DRILL}.get(seen.mode, Kind.DECISION)
    kind = Kind.DECISION if verdict == Verdict.DEFER else kind
    split = item.state == State.SPLIT
    entry = chain.append(authority, kind, str(item.urn), {
        "by": code, "verdict": str(verdict), "label": label, "name": str(service or ""),
        "mode": str(seen.mode), "suggested": suggested, "seconds": seconds, "times": times,
        "text": item.digest, "reason": digest_of_text(authority, reason) if reason else "",
        "arbitrated": split,
    }, now=now)  # fmt: skip
    Review.objects.create(
        authority=authority, item=item, seq=entry.seq, by=code, verdict=verdict,
        mode=str(seen.mode), label=label, suggested=suggested, score=seen.score or _score(item),
        abstained=bool(item.mode) and not item.suggestion.get("labels"), seconds=seconds,
        reason=reason[:1_000], at=entry.at, arbitrated=split,
        right=False if kind == Kind.DRILL else None,
    )  # fmt: skip
    if kind == Kind.DRILL:
        store_computed(row(item), mode="", suggestion={}, drilled=True, opened_until=None)
        return Decided(item, is_drill=True, followed=label in suggested)
    _settle(item, verdict, service, now)
    shown = services_of(authority, suggested) if seen.mode is Mode.BLIND else ()
    return Decided(item, suspended=_alarm(item, now), revealed=shown)


def _suggested(item: QueueItem, seen: ShownRequest) -> list[str]:
    """The keys of what was suggested, shown or hidden."""
    if seen.mode is Mode.BLIND:
        return list(item.suggestion["labels"])
    return [str(each.pk) for each in seen.services]


def _score(item: QueueItem) -> float | None:
    scores = item.suggestion.get("scores")
    return scores[0] if scores else None


def _checked(
    item: QueueItem, code: str, choice: str, reason: str, *, is_lead: bool
) -> ReceivingService | None:
    """The service chosen; ``AIError`` when this person may not decide this request so."""
    if not item.is_open:
        raise AIError("queue_closed")
    if not Opening.objects.of(item.authority).filter(item=item, by=code).exists():
        raise AIError("queue_unseen")
    if item.state == State.SPLIT and not is_lead:
        raise AIError("queue_lead")
    if item.state != State.SPLIT and any(each.by == code for each in queries.reviews(item)):
        raise AIError("queue_twice")
    if choice == LATER and not reason.strip():
        raise AIError("queue_reason", field="reason")
    if choice in {NONE, LATER}:
        return None
    found = services_of(item.authority, [choice])
    if not found:
        raise AIError("queue_choice", field="choice")
    return found[0]


def _verdict(choice: str, label: str, shown: list[str]) -> Review.Verdict:
    if choice == LATER:
        return Verdict.DEFER
    if not label:
        return Verdict.REJECT
    if not shown:
        return Verdict.CHOICE
    return Verdict.ACCEPT if label in shown else Verdict.EDIT


def _spent(item: QueueItem, code: str, now: datetime) -> tuple[float | None, int]:
    """Seconds the page was looked at, and how many times it was shown."""
    opening = Opening.objects.of(item.authority).get(item=item, by=code)
    mine = Review.objects.of(item.authority).filter(by=code).order_by("-seq").first()
    before = mine.at.timestamp() if mine else None
    spent = attention(opening.first_at.timestamp(), before, now.timestamp())
    return (None if spent is None else round(spent, 1)), opening.times


def _settle(
    item: QueueItem, verdict: Review.Verdict, service: ReceivingService | None, now: datetime
) -> None:
    """What follows from the decisions of a request: it waits for others, is decided, or split."""
    if verdict == Verdict.DEFER:
        store_computed(row(item), state=State.DEFERRED, opened_until=None)
        return
    made = queries.reviews(item)
    arbitrated = [each for each in made if each.arbitrated]
    labels = {each.label for each in made}
    if not arbitrated and len(made) < item.reviewers:
        store_computed(row(item), state=State.WAITING, opened_until=None)
    elif not arbitrated and len(labels) > 1:
        store_computed(row(item), state=State.SPLIT, opened_until=None)
    else:
        store_computed(row(item), state=State.DECIDED, decided_to=service, opened_until=None,
                       closed_at=now)  # fmt: skip
        if len(made) > 1:
            established(item, made[-1].label)


def established(item: QueueItem, label: str) -> None:
    """Write beside past decisions whether the suggestion was right, now that it is known."""
    for each in queries.reviews(item):
        if each.suggested and each.mode == Mode.OPEN:
            right = each.suggested[0] == label
            Review.objects.of(item.authority).filter(pk=each.pk).update(right=right)


def _alarm(item: QueueItem, now: datetime) -> bool:
    """Suspend the suggestions when the last 100 were accepted without being read."""
    rules = queries.rules_of(item.authority, item.recipe)
    rows = Review.objects.of(item.authority).filter(
        item__recipe=item.recipe, undone=False, mode=Mode.OPEN
    )
    latest = queries.read(rows.exclude(verdict=Verdict.DEFER).order_by("-at")[: reliance.WINDOW])
    resumed = ChainEntry.objects.of(item.authority).filter(kind=Kind.RESUMPTION).first()
    if rules.suspended or (resumed and len(latest) == reliance.WINDOW and _since(rows, resumed)):
        return False
    if not reliance.is_rubber_stamp(latest):
        return False
    suspend(item.authority, item.recipe, None, "alarm", now)
    return True


def _since(rows: Any, resumed: ChainEntry) -> bool:
    """Whether too few decisions followed the resumption to judge them."""
    count: int = rows.filter(seq__gt=resumed.seq).count()
    return count < reliance.WINDOW


@transaction.atomic
def take_back(
    authority: Authority, user: Person, pk: UUID, now: datetime, *, is_lead: bool = False
) -> QueueItem:
    """Undo the decision of a person, or by a lead those of all: a new entry, no edit.

    Raises ``AIError``: ``queue_gone``, ``queue_not_yours``, ``queue_contested``.
    """
    item, code = locked(authority, pk), code_of(authority, user)
    if item.state == State.CONTESTED:
        raise AIError("queue_contested")
    mine = [each for each in queries.reviews(item) if is_lead or each.by == code]
    if not mine or item.erased_at is not None:
        raise AIError("queue_not_yours")
    chain.append(authority, Kind.DECISION, str(item.urn), {
        "by": code, "verdict": "undone", "of": [each.seq for each in mine], "text": item.digest,
    }, now=now)  # fmt: skip
    keys = [each.pk for each in mine]
    Review.objects.of(authority).filter(pk__in=keys).update(undone=True)
    mode = Mode.OPEN if item.mode == Mode.BLIND else item.mode  # it was revealed
    store_computed(row(item), state=State.WAITING, decided_to=None, closed_at=None, mode=mode)
    return item


# Suspension ---------------------------------------------------------------------------------------


def stored_rules(authority: Authority, recipe: str) -> QueueRules:
    """The rules of a queue, stored with the usual values when nobody set any."""
    rules = queries.rules_of(authority, recipe)
    if rules.is_new:
        write(authority, None, [(rules, {"recipe": rules.recipe})])
    return rules


@transaction.atomic
def suspend(authority: Authority, recipe: str, user: Person, why: str, now: datetime) -> None:
    """No suggestion any more, at once; ``user`` is None for an alarm of the machine."""
    rules = stored_rules(authority, recipe)
    by = code_of(authority, user) if user is not None else "machine"
    chain.append(authority, Kind.SUSPENSION, str(rules.urn), {
        "by": by, "recipe": rules.recipe, "why": why,
    }, now=now)  # fmt: skip
    store_computed(QueueRules.objects.of(authority).filter(pk=rules.pk),
                   suspended=True, because=why)  # fmt: skip


@transaction.atomic
def resume(authority: Authority, recipe: str, user: Person, why: str, now: datetime) -> None:
    """Suggestions again, for a reason that a person gives (``queue_reason`` without one)."""
    if not why.strip():
        raise AIError("queue_reason", field="reason")
    rules = stored_rules(authority, recipe)
    chain.append(authority, Kind.RESUMPTION, str(rules.urn), {
        "by": code_of(authority, user), "recipe": rules.recipe, "why": why,
    }, now=now)  # fmt: skip
    store_computed(QueueRules.objects.of(authority).filter(pk=rules.pk),
                   suspended=False, because="")  # fmt: skip
