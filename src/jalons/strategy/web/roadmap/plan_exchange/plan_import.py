"""The import of a plan: read, matched, then stored as one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jalons.foundation.accounts.models import Authority
from jalons.foundation.imports import actions as imports
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.notes import actions as noting
from jalons.foundation.notes.models import Note
from jalons.foundation.register.models import Registered
from jalons.foundation.register.outcomes import Outcome
from jalons.foundation.register.writer import store_computed, write_each
from jalons.strategy.engine.plan_files.plan import PlanChoices, ReadPlan
from jalons.strategy.engine.plan_files.plan_reader import read_plan
from jalons.strategy.engine.plan_files.sheets import read_plan_sheets
from jalons.strategy.engine.plan_files.vocabulary import plain
from jalons.strategy.store import catalogue
from jalons.strategy.web.roadmap import queries
from jalons.strategy.web.roadmap.actions import Person
from jalons.strategy.web.roadmap.models import Action
from jalons.strategy.web.roadmap.plan_exchange import plan_preview
from jalons.strategy.web.roadmap.plan_exchange.forms import PlanFileForm
from jalons.strategy.web.roadmap.plan_exchange.plan_matching import PlanMatch, match_plan
from jalons.strategy.web.roadmap.register import sheets

PUBLIC = frozenset({"number", "title", "description", "departments"})  # texts a public page shows


def read(content: bytes, name: str, choices: PlanChoices | None = None) -> ReadPlan:
    """The plan in a file, read with the names of our catalogue. ``StrategyError`` explains."""
    names = {
        plain(text): indicator.id
        for indicator in catalogue().indicators.values()
        for text in (indicator.id, indicator.name.fr, indicator.name.en)
    }
    return read_plan(read_plan_sheets(content, name), choices, indicators=names)


class PlanFile(Import):
    """A plan of actions: axes, linked plans, actions, and what follows each action."""

    def read(self, file: ImportFile) -> ReadPlan:
        """The plan, its columns and statuses as a person decided."""
        return read(bytes(file.content), file.name, PlanChoices(**file.columns))

    def rows(self, authority: Authority, found: ReadPlan) -> PlanMatch:
        """The plan matched with the roadmap."""
        return match_plan(authority, found)

    def pairs(self, rows: PlanMatch) -> Sequence[tuple[Registered, Mapping[str, Any]]]:
        return list(rows.pairs())

    def outcome(self, rows: PlanMatch, done: Outcome) -> dict[str, Any]:
        """The outcome: action by action before the import, counts only after it."""
        return (plan_preview.came_of if done.batch else plan_preview.outcome)(rows, done)

    def stored(
        self, authority: Authority, user: Person, rows: PlanMatch, done: Outcome
    ) -> dict[str, Any]:
        """Mark the public texts that wait for a reading; add the dated notes of the file."""
        gone = {record.pk for record, _why in done.refused}
        found = [each for each in rows.matched if each.sheet.pk not in gone]
        written = [each.sheet.pk for each in found if PUBLIC & each.changes.keys()]
        store_computed(Action.objects.of(authority).filter(pk__in=written), unread=True)
        for each in found:
            if ready := each.changes.get("ready_action"):
                store_computed(Action.objects.of(authority).filter(pk=each.sheet.pk),
                               ready_action=ready)  # fmt: skip
        notes = [(note, each.sheet.title) for each in found for note in each.notes]
        noting.add_many(authority=authority, user=user, notes=notes)
        return {"notes": [note.pk for note, _title in notes]} if notes else {}

    def taken_back(self, authority: Authority, user: Person, beside: Mapping[str, Any]) -> int:
        """Move to the trash the notes it added to the actions that are still there."""
        keys, now = beside.get("notes", []), timezone.now()
        titles = {str(each.urn): each.title for each in queries.actions(authority)} if keys else {}
        notes = [each for each in Note.objects.of(authority).filter(pk__in=keys)
                 if each.about in titles]  # fmt: skip
        for note in notes:
            noting.delete(note=note, user=user, label=titles[note.about], now=now)
        return len(notes)


plan_file = PlanFile(sheets, key="title", file_form=PlanFileForm)


def write(*, authority: Authority, user: Person, plan: ReadPlan, name: str = "") -> dict[str, Any]:
    """Store a plan on the roadmap as one batch; its outcome.

    What the file does not say stays as it is, and nothing is deleted.
    """
    rows = plan_file.rows(authority, plan)
    done, _beside = imports.store_rows(plan_file, authority, user, rows, label=name)
    return plan_file.outcome(rows, done)


def rehearse(*, authority: Authority, plan: ReadPlan) -> dict[str, Any]:
    """What ``write`` would do, without doing it."""
    rows = plan_file.rows(authority, plan)
    done = write_each(authority, None, plan_file.pairs(rows), rehearsal=True)
    return plan_file.outcome(rows, done)
