"""An act being written: records checked, stored, then logged in words and in values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record as record_entry
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.declaration import (
    Register,
    model_of,
    register_named,
    register_of,
)
from jalons.foundation.register.errors import RegisterError, StaleError
from jalons.foundation.register.models import Batch, Change, Registered, written_fields
from jalons.foundation.register.raw import raw, shown
from jalons.foundation.register.writer.values import assign, copy, is_default, keys_of, links_of
from jalons.kernel import JalonsError, Urn

type Person = User | AnonymousUser | None
type Values = Mapping[str, Any]


class Act:
    """An act being written: the changes so far, stored at its end."""

    def __init__(self, authority: Authority, user: Person, label: str, verb: str) -> None:
        self.authority, self.user = authority, user
        self.person = user if isinstance(user, User) else None
        self.label, self.verb = label, verb
        self.changes: list[Change] = []
        self.now = timezone.now()

    def store(self, record: Registered, values: Values) -> bool:
        """Store one record; whether anything differed."""
        if record.authority_id != self.authority.pk:
            raise RegisterError("foreign_record", label=str(record))
        if record.is_new:
            self._create(record, values)
            return True
        return self._update(record, values)

    def attempt(self, pairs: Iterable[tuple[Registered, Values]]) -> tuple[str, bool]:
        """Store records together or not at all: why not, and whether anything differed."""
        before = len(self.changes)
        try:
            with transaction.atomic():
                differs = [self.store(record, values) for record, values in pairs]
        except (ValidationError, JalonsError) as error:
            del self.changes[before:]
            return _sentence(error), False
        return "", any(differs)

    def _touch(self, record: Registered, link: str) -> None:
        """Say that somebody worked on the record a line is under; its version stays."""
        above = getattr(record, link)
        above.changed_at, above.changed_by = self.now, self.person
        rows = type(above).objects.of(self.authority).filter(pk=above.pk)
        rows.update(changed_at=self.now, changed_by=self.person)

    def _create(self, record: Registered, values: Values) -> None:
        sets = assign(record, {**links_of(record), **values})
        record.version, record.changed_at, record.changed_by = 1, self.now, self.person
        record.validate([name for name in values if name not in sets])
        record.save(force_insert=True)
        for name, found in sets.items():
            getattr(record, name).set(found)
        names = [each.name for each in written_fields(type(record)) if each.name != "deleted_at"]
        said = [name for name in names if name in values or not is_default(record, name)]
        self._log(record, names, before=None, was={}, said=said)

    def _update(self, record: Registered, values: Values) -> bool:
        model = type(record)
        stored = model.objects.of(self.authority).filter(pk=record.pk).first()
        if stored is None or stored.version != record.version:
            raise StaleError(str(record))
        names = list(values)
        before, was = raw(stored, names), self._shown(stored, names)
        sets = assign(stored, values)
        after = {**raw(stored, names), **{name: keys_of(found) for name, found in sets.items()}}
        moved = [name for name in names if before[name] != after[name]]
        if not moved:
            return False
        columns = [name for name in moved if name not in sets]
        if stored.deleted_at is None:  # every way in comes through here
            stored.validate(columns)
        self._replace(stored, columns)
        for name in moved:
            if name in sets:
                getattr(stored, name).set(sets[name])
        copy(stored, record)
        self._log(stored, moved, before=before, was=was)
        return True

    def _replace(self, record: Registered, names: Iterable[str]) -> None:
        """Store the fields of a record unless its version moved: the last word on two writers."""
        read, record.version = record.version, record.version + 1
        record.changed_at, record.changed_by = self.now, self.person
        own = ("version", "changed_at", "changed_by")
        fields = {name: getattr(record, name) for name in (*names, *own)}
        rows = type(record).objects.of(self.authority).filter(pk=record.pk, version=read)
        if not rows.update(**fields):
            raise StaleError(str(record))

    def _shown(self, record: Registered, names: Iterable[str]) -> dict[str, Any]:
        return shown(record, names, register_of(type(record)).private)

    def _log(
        self,
        record: Registered,
        names: Sequence[str],
        *,
        before: Values | None,
        was: Values,
        said: Iterable[str] = (),
    ) -> None:
        """Log the fields ``names``; the journal shows ``said`` of them, all when none is named."""
        private = register_of(type(record)).private
        open_names = [name for name in names if name not in private]
        self.changes.append(
            Change(
                authority=self.authority,
                urn=str(record.urn),
                version=record.version,
                before=None if before is None else {name: before[name] for name in open_names},
                after=raw(record, open_names),
            )
        )
        self._journal(record, list(said) or names, is_new=before is None, was=was)

    def _journal(
        self, record: Registered, names: Sequence[str], *, is_new: bool, was: Values
    ) -> None:
        verb = Verb.CREATED if is_new else Verb.CHANGED
        if "deleted_at" in names:
            verb = Verb.RESTORED if record.deleted_at is None else Verb.DELETED
        part = register_of(type(record)).part(type(record))
        about = getattr(record, part.parent) if part else record
        if part:
            self._touch(record, part.parent)
        unsaid = {"deleted_at", part.parent if part else ""}
        now = self._shown(record, [name for name in names if name not in unsaid])
        if is_new:
            now = {name: value for name, value in now.items() if value not in (None, "", [], {})}
        record_entry(
            request_user=self.user,
            authority=self.authority,
            verb=Verb.CHANGED if part else self.verb or verb,
            urn=about.urn,
            label=f"{about} · {record}" if part else str(record),
            before={name: was.get(name) for name in now} if was and now else None,
            after=now or None,
        )

    def finish(self) -> Batch | None:
        """Store the log of the act, then let the registers follow; None when nothing differed."""
        if not self.changes:
            return None
        first = self.changes[0]
        batch = Batch.objects.create(
            authority=self.authority,
            user=self.person,
            verb=self.verb or _verb_of(first),
            label=(self.label or str(stored_record(self.authority, first)))[:200],
        )
        for change in self.changes:
            change.batch = batch
        Change.objects.create_all(self.changes)
        by_register: defaultdict[Register, list[Change]] = defaultdict(list)
        for change in self.changes:
            by_register[register_named(change)].append(change)
        for register, changes in by_register.items():
            register.after(self.authority, changes)
        return batch


def _verb_of(change: Change) -> str:
    if change.before is None:
        return Verb.CREATED
    if "deleted_at" not in change.after:
        return Verb.CHANGED
    return Verb.DELETED if change.after["deleted_at"] else Verb.RESTORED


def stored_record(authority: Authority, change: Change) -> Registered | None:
    """The record of a line of the log, in the trash too; None once it is erased."""
    urn = Urn.parse(change.urn)
    return model_of(urn.kind).objects.of(authority).filter(pk=urn.id).first()


def _sentence(error: ValidationError | JalonsError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
