"""Stores the corrections of lines, undoes and redoes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jalons.footprint.engine.inventory.corrections import (
    CorrectedValue,
    Correction,
    CorrectionEffect,
    LineRange,
    effect,
    lines_in,
    other_lines,
    shared_lines,
)
from jalons.footprint.web.inventories import computation, queries
from jalons.footprint.web.inventories.models import InventoryFile, StoredCorrection
from jalons.footprint.web.labels import said_value
from jalons.footprint.words.figures import say
from jalons.foundation.accounts.models import User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import Person
from jalons.foundation.tasks.models import Job


@dataclass(frozen=True, slots=True)
class Clash:
    """Another person corrected the same field of some of the same lines meanwhile.

    ``who`` is empty for a visitor without account; ``undone``: that person undid a correction.
    """

    who: str
    when: datetime
    field: str
    value: CorrectedValue
    undone: bool
    lines: tuple[LineRange, ...]

    @property
    def count(self) -> int:
        return lines_in(self.lines).height


def clashes(
    inventory: InventoryFile, wanted: Sequence[Correction], *, seen: int
) -> tuple[Clash, ...]:
    """Corrections by others since revision ``seen`` of the fields and lines about to be corrected.

    The same value is no clash.
    """
    found = []
    for stored in _since(inventory, seen):
        said = queries.correction_of(stored)
        undone = stored.undone_revision is not None and stored.undone_revision > seen
        if undone and stored.revision > seen:
            continue  # made and undone meanwhile: nothing is left of it
        for each in wanted:
            same = not undone and said.value == each.value
            if said.field != each.field or same:
                continue
            shared = shared_lines(said.lines, each.lines)
            if shared:
                who = stored.undone_by_label if undone else stored.made_by_label
                when = (stored.undone_at if undone else None) or stored.made_at
                found.append(Clash(who, when, said.field.value, said.value, undone, shared))
    return tuple(found)


def without_clashes(wanted: Sequence[Correction], found: Sequence[Clash]) -> tuple[Correction, ...]:
    """The corrections without the lines in dispute; those left without lines are dropped."""
    undisputed = []
    for each in wanted:
        disputed = [line for clash in found if clash.field == each.field for line in clash.lines]
        lines = other_lines(each.lines, disputed) if disputed else each.lines
        if lines:
            undisputed.append(replace(each, lines=lines))
    return tuple(undisputed)


def correct(
    *,
    inventory: InventoryFile,
    user: Person,
    wanted: Sequence[Correction],
    seen: int,
    found_by: str = "",
) -> Job | tuple[Clash, ...]:
    """The job that computes again with these corrections; or the clashes, and nothing is stored."""
    disputed = store(inventory=inventory, user=user, wanted=wanted, seen=seen, found_by=found_by)
    return disputed or computation.recompute(inventory=inventory, user=user)


def store(
    *,
    inventory: InventoryFile,
    user: Person,
    wanted: Sequence[Correction],
    seen: int,
    found_by: str = "",
) -> tuple[Clash, ...]:
    """Store corrections, which count from the next computation on; or the clashes, if any.

    Nothing is stored when others corrected the same lines since ``seen``.
    """
    with transaction.atomic():
        locked = InventoryFile.objects.of(inventory.authority).select_for_update()
        inventory = locked.select_related("authority").get(pk=inventory.pk)
        disputed = clashes(inventory, wanted, seen=seen)
        if disputed:
            return disputed
        assessed = queries.latest_assessment(inventory)
        lines = queries.lines_of(assessed) if assessed else None
        for each in wanted:
            outcome = effect(lines, each) if lines else None
            _store(inventory, user, each, outcome, found_by)
    return ()


def undo(*, correction: StoredCorrection, user: Person) -> Job:
    """Undo a correction, and compute again: its lines have their value of before."""
    inventory = correction.inventory
    with transaction.atomic():
        _lock(inventory)
        correction.undone_revision = queries.revision(inventory) + 1
        correction.undone_at = timezone.now()
        correction.undone_by_label = _label(user)
        correction.save(update_fields=["undone_revision", "undone_at", "undone_by_label"])
        field, value, before = _words(correction)
        record(
            request_user=user,
            authority=inventory.authority,
            verb=Verb.RESTORED,
            urn=inventory.urn,
            label=inventory.name,
            before={field: value},
            after={field: before},
        )
    return computation.recompute(inventory=inventory, user=user)


def redo(*, correction: StoredCorrection, user: Person) -> Job:
    """Make an undone correction again, as the latest one."""
    inventory = correction.inventory
    with transaction.atomic():
        _lock(inventory)
        assessed = queries.latest_assessment(inventory)
        said = queries.correction_of(correction)
        outcome = effect(queries.lines_of(assessed), said) if assessed else None
        _store(inventory, user, said, outcome, correction.found_by)
    return computation.recompute(inventory=inventory, user=user)


def _store(
    inventory: InventoryFile,
    user: Person,
    said: Correction,
    outcome: CorrectionEffect | None,
    found_by: str,
) -> None:
    stored = StoredCorrection.objects.create(
        authority=inventory.authority,
        inventory=inventory,
        revision=queries.revision(inventory) + 1,
        field=said.field.value,
        value=said.value,
        lines=[[line.sheet, line.part, line.first, line.last] for line in said.lines],
        chosen=outcome.chosen if outcome else lines_in(said.lines).height,
        changed=outcome.changed if outcome else lines_in(said.lines).height,
        before=[list(each) for each in outcome.before] if outcome else [],
        found_by=found_by,
        made_by=user if isinstance(user, User) else None,
        made_by_label=_label(user),
    )
    field, value, before = _words(stored)
    record(
        request_user=user,
        authority=inventory.authority,
        verb=Verb.CHANGED,
        urn=inventory.urn,
        label=inventory.name,
        before={field: before},
        after={field: value},
    )


def _words(stored: StoredCorrection) -> tuple[str, str, str]:
    """The field, the value and the values before, in the language of the journal."""
    before = ", ".join(
        f"{said_value(stored.field, value, 'fr')} ({count})" for value, count in stored.before
    )
    value = said_value(stored.field, stored.value, "fr")
    lines = say("corrections.lines", "fr", lines=stored.chosen)
    return say(f"field.{stored.field}", "fr"), f"{value} ({lines})", before


def _since(inventory: InventoryFile, seen: int) -> list[StoredCorrection]:
    """The corrections made or undone after a revision."""
    every = StoredCorrection.objects.of(inventory.authority).filter(inventory=inventory)
    return [each for each in every if each.revision > seen or (each.undone_revision or 0) > seen]


def _lock(inventory: InventoryFile) -> None:
    """Let one person at a time change the corrections of an inventory."""
    locked = InventoryFile.objects.of(inventory.authority).select_for_update()
    locked.get(pk=inventory.pk)


def _label(user: Person) -> str:
    return str(user) if isinstance(user, User) else ""
