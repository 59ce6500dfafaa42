"""What changes use cases; each change tells the indicators again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.kernel import JalonsError

from . import measuring
from .models import CaseResult, TwinCase

KEPT_AFTER_DELETION = timedelta(days=30)
FIELDS = ("name", "purpose", "department", "kinds", "whatif")


class CaseError(JalonsError):
    """A use case or a result that cannot be kept so."""

    package = "jalons.twin"


@dataclass(frozen=True, slots=True)
class Saving:
    """Energy saved during a period, in kWh, and how it is known."""

    kwh: float
    start: date
    end: date
    how: str
    proof: str = ""
    note: str = ""


def create(
    *,
    authority: Authority,
    user: Any,
    values: dict[str, Any],
    today: date,
    since: date | None = None,
) -> TwinCase:
    """A new use case, an idea since a day (today unless told)."""
    since = since or today
    with transaction.atomic():
        made = TwinCase.objects.create(
            authority=authority,
            since=since,
            moves=[{"state": TwinCase.State.IDEA.value, "on": since.isoformat()}],
            name=values["name"],
            purpose=values["purpose"],
            department=values["department"],
            kinds=values["kinds"],
            whatif=values["whatif"],
        )
        _journal(made, user, Verb.CREATED, after=_told(made))
    measuring.publish_cases(authority, today=today)
    return made


def change(*, case: TwinCase, user: Any, values: dict[str, Any]) -> TwinCase:
    """Change what a use case says of itself, not its state."""
    with transaction.atomic():
        held = _held(case)
        before = _told(held)
        for name in FIELDS:
            setattr(held, name, values[name])
        after = _told(held)
        moved = [name for name in before if before[name] != after[name]]
        if moved:
            held.changed_at = timezone.now()
            held.save()
            _journal(
                held, user, Verb.CHANGED,
                before={name: before[name] for name in moved},
                after={name: after[name] for name in moved},
            )  # fmt: skip
    measuring.publish_cases(held.authority, today=timezone.localdate())
    return held


def move(*, case: TwinCase, user: Any, state: str, on: date, today: date) -> TwinCase:
    """Put a case in a state since a day.

    Raises ``CaseError``: ``case_move_past`` before its last move, ``case_move_future`` after today.
    """
    with transaction.atomic():
        held = _held(case)
        if on > today:
            raise CaseError("case_move_future", day=on.isoformat())
        if on < held.since:
            raise CaseError("case_move_past", day=on.isoformat(), since=held.since.isoformat())
        if state == held.state:
            return held
        before = {"state": held.state, "since": held.since}
        held.state, held.since = state, on
        kept = [each for each in held.moves if each["on"] != on.isoformat()]
        held.moves = [*kept, {"state": state, "on": on.isoformat()}]
        held.changed_at = timezone.now()
        held.save()
        _journal(held, user, Verb.CHANGED, before=before, after={"state": state, "since": on})
    measuring.publish_cases(held.authority, today=today)
    return held


def add_result(*, case: TwinCase, user: Any, saving: Saving, today: date) -> CaseResult:
    """Keep what a case saved during a period.

    Raises ``CaseError``: ``case_result_future``; ``case_result_overlaps`` when days are counted
    already; ``case_result_order``.
    """
    if saving.end < saving.start:
        raise CaseError("case_result_order")
    if saving.end > today:
        raise CaseError("case_result_future")
    with transaction.atomic():
        held = _held(case)
        rows = CaseResult.objects.of(held.authority).filter(case=held, deleted_at__isnull=True)
        if rows.filter(starts_on__lte=saving.end, ends_on__gte=saving.start).exists():
            raise CaseError("case_result_overlaps")
        made = CaseResult.objects.create(
            authority=held.authority,
            case=held,
            saved_kwh=saving.kwh,
            starts_on=saving.start,
            ends_on=saving.end,
            how=saving.how,
            proof=saving.proof,
            note=saving.note,
        )
        _journal(held, user, Verb.CHANGED, after=_result(made))
    measuring.publish_cases(held.authority, today=today)
    return made


def drop_result(*, result: CaseResult, user: Any, today: date) -> None:
    """Put a result aside; it may come back for a month."""
    with transaction.atomic():
        result.deleted_at = timezone.now()
        result.save(update_fields=["deleted_at"])
        _journal(result.case, user, Verb.CHANGED, before=_result(result))
    measuring.publish_cases(result.authority, today=today)


def restore_result(*, result: CaseResult, user: Any, today: date) -> None:
    """Bring a result back; ``CaseError`` (``case_result_overlaps``) when its days are taken."""
    with transaction.atomic():
        others = CaseResult.objects.of(result.authority).filter(
            case=result.case, deleted_at__isnull=True
        )
        days = {"starts_on__lte": result.ends_on, "ends_on__gte": result.starts_on}
        if others.filter(**days).exclude(pk=result.pk).exists():
            raise CaseError("case_result_overlaps")
        result.deleted_at = None
        result.save(update_fields=["deleted_at"])
        _journal(result.case, user, Verb.CHANGED, after=_result(result))
    measuring.publish_cases(result.authority, today=today)


def delete(*, case: TwinCase, user: Any, today: date) -> None:
    """Put a use case aside with its results; it may come back for a month."""
    with transaction.atomic():
        held = _held(case)
        held.deleted_at = timezone.now()
        held.save(update_fields=["deleted_at"])
        _journal(held, user, Verb.DELETED)
    measuring.publish_cases(held.authority, today=today)


def restore(*, authority: Authority, user: Any, pk: UUID, today: date) -> TwinCase:
    """Bring a use case back; raises ``TwinCase.DoesNotExist``."""
    with transaction.atomic():
        held = TwinCase.objects.of(authority).get(pk=pk)
        if held.deleted_at is not None:
            held.deleted_at = None
            held.save(update_fields=["deleted_at"])
            _journal(held, user, Verb.RESTORED)
    measuring.publish_cases(authority, today=today)
    return held


def purge_deleted(*, now: datetime) -> int:
    """Erase the use cases and results deleted more than 30 days ago; how many."""
    limit = now - KEPT_AFTER_DELETION
    results, _by_model = CaseResult.unscoped.filter(deleted_at__lt=limit).delete()
    cases, _by_model = TwinCase.unscoped.filter(deleted_at__lt=limit).delete()
    return results + cases


def _held(case: TwinCase) -> TwinCase:
    return TwinCase.objects.of(case.authority).select_related("authority").get(pk=case.pk)


def _told(held: TwinCase) -> dict[str, Any]:
    told = {name: getattr(held, name) for name in FIELDS if name != "whatif"}
    return {**told, "whatif": str(held.whatif_id or "")}


def _result(result: CaseResult) -> dict[str, Any]:
    return {
        "saved_kwh": result.saved_kwh,
        "from": result.starts_on,
        "to": result.ends_on,
        "how": result.how,
    }


def _journal(held: TwinCase, user: Any, verb: Verb, **values: Any) -> None:
    record(
        request_user=user,
        authority=held.authority,
        verb=verb,
        urn=held.urn,
        label=held.name,
        **values,
    )
