"""An act: records validated, stored together, logged in words and in values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import line
from jalons.foundation.journal.models import Entry, Verb
from jalons.foundation.register.declaration import Register, register_of
from jalons.foundation.register.errors import RegisterError, StaleError
from jalons.foundation.register.models import Batch, Change, Registered, written_fields
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.raw import apart, raw, shown
from jalons.foundation.register.writer.constraints import Constraints, Keys
from jalons.foundation.register.writer.loaded import (
    Loaded,
    Pair,
    Values,
    forget_sets,
    links_of,
    remember,
)
from jalons.foundation.register.writer.storing import Unstored
from jalons.kernel import JalonsError

type Person = User | AnonymousUser | None


class Act:
    """An act being written.

    Records are checked one after the other, as if those before were stored; they are stored
    together when somebody has to read them: a rule of a model that asks the base, or the end.
    """

    def __init__(self, authority: Authority, user: Person, label: str, verb: str) -> None:
        self.authority, self.user = authority, user
        self.person = user if isinstance(user, User) else None
        self.label, self.verb = label, verb
        self.now = timezone.now()
        self.changes: list[tuple[Registered, Change]] = []
        self._lines: list[tuple[Registered, Entry]] = []
        self._unstored = Unstored(authority, self.person, self.now)
        self.loaded, self._constraints = Loaded(authority), Constraints()

    def prepare(self, pairs: Sequence[Pair]) -> None:
        """Read at once what storing these reads; what is not prepared is read one by one."""
        self.loaded.prepare(pairs)
        self._constraints.prepare(pairs)

    def store(self, record: Registered, values: Values) -> bool:
        """Store one record; whether anything differed."""
        if record.authority_id != self.authority.pk:
            raise RegisterError("foreign_record", label=str(record))
        if any(_is_waiting(value) for value in (*values.values(), *links_of(record).values())):
            self._unstored.flush()
        if record.is_new and not self._unstored.creates(record):
            self._create(record, values)
            return True
        return self._update(record, values)

    def attempt(self, pairs: Iterable[Pair]) -> tuple[str, bool]:
        """Store records together or not at all: why not, and whether anything differed."""
        logged = len(self.changes), len(self._lines)
        try:
            found = list(pairs)
            if len(found) < 2 or all(set(values) == {"deleted_at"} for _record, values in found):
                differs = [self.store(record, values) for record, values in found]
                return "", any(differs)
            return "", self._together(found)
        except (ValidationError, JalonsError) as error:
            del self.changes[logged[0] :], self._lines[logged[1] :]
            return refusal_words(error), False

    def _together(self, pairs: Sequence[Pair]) -> bool:
        self._unstored.flush()
        before = [_snapshot(record) for record, _values in pairs]
        try:
            with transaction.atomic():
                differs = [self.store(record, values) for record, values in pairs]
                self._unstored.flush()
        except (ValidationError, JalonsError):
            self._unstored.clear()
            self._constraints = Constraints()
            for back in before:
                back()
            raise
        return any(differs)

    def _create(self, record: Registered, values: Values) -> None:
        values = record.settled(values)
        sets = self.loaded.assign(record, {**links_of(record), **values})
        record.version = 1
        self._validate(record, [name for name in values if name not in sets])
        self._take(record, {})
        self._unstored.create(record, sets)
        self.loaded.add(record)
        if not _is_numbered(record) and any(sets.values()):
            self._unstored.flush()
        if _is_numbered(record):
            for field in record._meta.many_to_many:
                remember(record, field.name, sets.get(field.name, ()))
        names = [each.name for each in written_fields(type(record)) if each.name != "deleted_at"]
        said = [name for name in names if name in values or not _is_default(record, name)]
        self._log(record, names, before=None, was={}, said=said)

    def _update(self, record: Registered, values: Values) -> bool:
        stored = self._stored(record, values)
        values = stored.settled(values)
        names, back = list(values), _snapshot(stored)
        stored.refuse_change(names)
        before, was = raw(stored, names), self._shown(stored, names)
        taken = self._constraints.keys(stored)
        try:
            sets = self.loaded.assign(stored, values)
            after = {**raw(stored, names), **{name: _keys(found) for name, found in sets.items()}}
            moved = [name for name in names if before[name] != after[name]]
            columns = [name for name in moved if name not in sets]
            if moved and stored.deleted_at is None:  # every way in comes through here
                self._validate(stored, columns)
        except Exception:
            back()
            raise
        if not moved:
            back()
            return False
        self._take(stored, taken)
        sets = {name: found for name, found in sets.items() if name in moved}
        self._unstored.change(stored, columns, sets)
        for name, found in sets.items():
            remember(stored, name, found)
        _copy(stored, record)
        self._log(stored, moved, before=before, was=was)
        return True

    def _stored(self, record: Registered, values: Values) -> Registered:
        """The record as it is stored; ``StaleError`` when it is no longer the one that was read."""
        if self._unstored.creates(record):
            return record
        if not self.loaded.is_ready(record):
            self.loaded.prepare([(record, values)])
        stored = self.loaded.get(type(record), record.pk)
        mine = stored is not None and stored.authority_id == self.authority.pk
        if stored is None or not mine or stored.version != record.version:
            raise StaleError(str(record))
        return stored

    def _validate(self, record: Registered, names: Iterable[str]) -> None:
        """Validate a record; a rule that reads the base finds what was accepted before."""
        with connection.execute_wrapper(self._stored_first):
            record.validate(names)
            self._constraints.check(record)

    def _stored_first(self, execute: Callable[..., Any], *query: Any) -> Any:
        self._unstored.flush()
        return execute(*query)

    def _take(self, record: Registered, before: Keys) -> None:
        if self._constraints.take(record, before):
            self._unstored.flush()

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
        change = Change(
            authority=self.authority,
            version=record.version,
            before=None if before is None else {name: before[name] for name in open_names},
            after=raw(record, open_names),
        )
        self.changes.append((record, change))
        self._journal(record, list(said) or names, is_new=before is None, was=was)

    def _journal(
        self, record: Registered, names: Sequence[str], *, is_new: bool, was: Values
    ) -> None:
        register = register_of(type(record))
        verb = Verb.CREATED if is_new else register.verb_of(record, names)
        if "deleted_at" in names:
            verb = Verb.RESTORED if record.deleted_at is None else Verb.DELETED
        part = register.part(type(record))
        about = getattr(record, part.parent) if part else record
        if part:
            self._unstored.touch(about)
        unsaid = {"deleted_at", part.parent if part else ""}
        now = self._shown(record, [name for name in names if name not in unsaid])
        was, now = apart(was, now, type(record).keyed)
        if is_new:
            now = {name: value for name, value in now.items() if value not in (None, "", [], {})}
        entry = line(
            request_user=self.user,
            authority=self.authority,
            verb=Verb.CHANGED if part else self.verb or verb,
            urn="",
            label=f"{about} · {record}" if part else str(record),
            before={name: was.get(name) for name in now} if was and now else None,
            after=now or None,
        )
        self._lines.append((about, entry))

    def store_records(self) -> None:
        """Store the records without their log: what a rehearsal does, then gives up."""
        self._unstored.flush()

    def finish(self) -> Batch | None:
        """Store the act and its log, then call the hooks of registers; None if nothing differed."""
        self._unstored.flush()
        if not self.changes:
            return None
        for record, entry in self._lines:  # a new record has its key by now
            entry.urn = str(record.urn)
        Entry.objects.create_all([entry for _record, entry in self._lines])
        record, first = self.changes[0]
        batch = Batch.objects.create(
            authority=self.authority,
            user=self.person,
            verb=self.verb or _verb_of(first),
            label=(self.label or str(record))[:200],
        )
        by_register: defaultdict[Register, list[Change]] = defaultdict(list)
        for record, change in self.changes:
            change.batch, change.urn = batch, str(record.urn)
            forget_sets(record)
            by_register[register_of(type(record))].append(change)
        Change.objects.create_all([change for _record, change in self.changes])
        for register, changes in by_register.items():
            register.after(self.authority, changes)
        return batch


def _verb_of(change: Change) -> str:
    if change.before is None:
        return Verb.CREATED
    if "deleted_at" not in change.after:
        return Verb.CHANGED
    return Verb.DELETED if change.after["deleted_at"] else Verb.RESTORED


def _is_waiting(value: Any) -> bool:
    """Whether it leads to a record the base has not numbered yet."""
    found = value if isinstance(value, list | tuple) else [value]
    return any(isinstance(each, models.Model) and not _is_numbered(each) for each in found)


def _is_numbered(record: models.Model) -> bool:
    key: Any = record.pk
    return key is not None


def _snapshot(record: Registered) -> Callable[[], None]:
    """What brings a record in memory back to what it is now."""
    sets = record.__dict__.get("_prefetched_objects_cache", {})
    fields = record.__dict__ | {"_prefetched_objects_cache": dict(sets)}
    state = record._state  # noqa: SLF001  (where Django puts the rows linked to)
    linked = dict(state.fields_cache)

    def back() -> None:
        record.__dict__.clear()
        record.__dict__.update(fields)
        state.fields_cache = linked

    return back


def _is_default(record: Registered, name: str) -> bool:
    field = record._meta.get_field(name)
    plain = isinstance(field, models.Field) and not field.many_to_many
    return plain and getattr(record, field.attname) == field.get_default()  # type: ignore[union-attr]


def _keys(found: Iterable[models.Model]) -> list[str]:
    return sorted(str(each.pk) for each in found)


def _copy(source: Registered, target: Registered) -> None:
    """Bring a record in memory up to what was stored."""
    if source is target:
        return
    for field in source._meta.concrete_fields:
        setattr(target, field.attname, getattr(source, field.attname))
        if isinstance(field, models.ForeignKey) and field.is_cached(source):
            field.set_cached_value(target, field.get_cached_value(source))
    forget_sets(target)
