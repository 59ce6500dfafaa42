"""What changes the sheet of a territory: written in the journal, undone step by step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.design.page_language import editable_number
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.territory.files import read_statistics
from jalons.strategy.engine.territory.known import Known, KnownName
from jalons.strategy.engine.territory.placing import place_figures
from jalons.strategy.web.territory import queries
from jalons.strategy.web.territory.measuring import record_estimate
from jalons.strategy.web.territory.models import TerritorySheet
from jalons.strategy.web.territory.wording import title

type Person = User | AnonymousUser | None

STEPS_BACK = 20


def import_figures(  # noqa: PLR0913  (a file, who brings it, and what they say of it)
    *, authority: Authority, user: Person, name: str, content: bytes, source: str, vintage: str = ""
) -> tuple[Known, ...]:
    """Read a public file and store what it says of the territory; what was read.

    Raises ``StrategyError``: those of ``read_statistics`` and ``place_figures``, and
    ``territory_unknown`` without a territory.
    """
    if authority.territory is None:
        raise StrategyError("territory_unknown")
    read = read_statistics(name, content, vintage)
    place = queries.place_of(authority.territory)
    found = place_figures(read, place, source=source, file=name)
    with _changing(authority, user, Verb.IMPORTED, name) as sheet:
        sheet.known |= {each.name.value: each.record() for each in found}
    return found


def store_figure(
    *, authority: Authority, user: Person, figure: Known, version: int | None = None
) -> None:
    """Store a figure somebody typed, in place of what was known.

    Raises ``StrategyError`` (``territory_changed``) when the sheet is no longer at ``version``.
    """
    with _changing(authority, user, Verb.CHANGED, title(figure.name), version) as sheet:
        sheet.known[figure.name.value] = figure.record()


def drop_figure(*, authority: Authority, user: Person, name: KnownName) -> None:
    """Forget a known figure: the average takes its place again."""
    with _changing(authority, user, Verb.DELETED, title(name)) as sheet:
        sheet.known.pop(name.value, None)


def confirm(*, authority: Authority, user: Person) -> None:
    """Say that the estimate may stand for the territory: its indicators then have a value.

    Raises ``StrategyError`` (``territory_unknown``) when there is nothing to confirm.
    """
    with _changing(authority, user, Verb.CHANGED, title("confirmed")) as sheet:
        if queries.estimate_of(sheet) is None:
            raise StrategyError("territory_unknown")
        sheet.confirmed_at = timezone.now()
        sheet.confirmed_by = user if isinstance(user, User) else None


def undo(*, authority: Authority, user: Person) -> bool:
    """The sheet as it was before its last change; false when there is no change to undo."""
    with transaction.atomic():
        sheet = _locked(authority)
        if not sheet.past:
            return False
        before = sheet.known
        state = sheet.past.pop()
        _restore(sheet, state)
        _write(sheet, user, Verb.RESTORED, state["label"], before)
    return True


def _restore(sheet: TerritorySheet, state: dict[str, Any]) -> None:
    sheet.known = state["known"]
    sheet.confirmed_at = parse_datetime(state["at"]) if state["at"] else None
    sheet.confirmed_by = User.objects.filter(pk=state["by"]).first() if state["by"] else None


@contextmanager
def _changing(
    authority: Authority, user: Person, verb: str, label: str, version: int | None = None
) -> Iterator[TerritorySheet]:
    """The sheet, locked, to be changed; what it was is stored, and the estimate follows."""
    with transaction.atomic():
        sheet = _locked(authority)
        if version is not None and version != sheet.version:
            raise StrategyError("territory_changed")
        before = dict(sheet.known)
        at = sheet.confirmed_at.isoformat() if sheet.confirmed_at else ""
        state = {"label": label, "known": before, "at": at, "by": sheet.confirmed_by_id}
        yield sheet
        sheet.past = [*sheet.past, state][-STEPS_BACK:]
        _write(sheet, user, verb, label, before)


def _locked(authority: Authority) -> TerritorySheet:
    """The sheet of an authority, locked until the end of the change."""
    TerritorySheet.objects.of(authority).get_or_create(authority=authority)
    return TerritorySheet.objects.of(authority).select_for_update().get()


def _write(
    sheet: TerritorySheet, user: Person, verb: str, label: str, before: dict[str, Any]
) -> None:
    sheet.version += 1
    sheet.save()
    record_estimate(sheet)
    changed = [
        name for name in {*before, *sheet.known} if before.get(name) != sheet.known.get(name)
    ]
    record(
        request_user=user,
        authority=sheet.authority,
        verb=verb,
        urn=sheet.urn,
        label=label,
        before={title(name): _words(before.get(name)) for name in sorted(changed)} or None,
        after={title(name): _words(sheet.known.get(name)) for name in sorted(changed)} or None,
    )


def _words(state: dict[str, Any] | None) -> str:
    """A figure as a line of the journal says it."""
    if state is None:
        return "—"
    return f"{editable_number(state['value']['mid'])} ({state['as_of']}, {state['source']})"
