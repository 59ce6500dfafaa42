"""The one door through which records are written, deleted, restored and undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.actions import record as record_entry
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.declaration import (
    Register,
    model_of,
    register_named,
    register_of,
    registers,
)
from jalons.foundation.register.errors import RegisterError, StaleError
from jalons.foundation.register.models import Batch, Change, Registered, erase, written_fields
from jalons.foundation.register.outcomes import Outcome, Undone
from jalons.foundation.register.raw import from_raw, raw, shown
from jalons.kernel import JalonsError, Urn

type Person = User | AnonymousUser | None
type Values = Mapping[str, Any]
type Carried = dict[tuple[type[Registered], Any], tuple[Registered, dict[str, Any]]]

RETAINED = timedelta(days=30)  # what is in the trash, and the log that undoes acts


def write(
    authority: Authority,
    user: Person,
    changes: Sequence[tuple[Registered, Values]],
    *,
    label: str = "",
    verb: str = "",
) -> Batch | None:
    """The act that stored ``changes``, pairs of a record and its new values; None when none differ.

    All or nothing. A record not saved yet is created. Links take a record or its key. ``verb`` and
    ``label`` say the act in the list of what can be undone; the journal has a line per record.

    Raises ``StaleError`` when a record changed since it was read, ``RegisterError``
    (``foreign_record``, ``foreign_link``, ``gone_link``) and ``ValidationError``.
    """
    with transaction.atomic():
        act = _Act(authority, user, label, verb)
        for record, values in changes:
            act.store(record, values)
        return act.finish()


def write_each(  # noqa: PLR0913  (each one said by name)
    authority: Authority,
    user: Person,
    changes: Sequence[tuple[Registered, Values]],
    *,
    label: str = "",
    verb: str = "",
    rehearsal: bool = False,
) -> Outcome:
    """The act that stored the changes it could; a ``rehearsal`` does it all and stores none."""
    with transaction.atomic():
        act = _Act(authority, user, label, verb)
        changed, refused, created = [], [], 0
        for record, values in changes:
            is_new = record.is_new
            why, differs = act.attempt([(record, values)])
            if why:
                refused.append((str(record), why))
            elif differs:
                changed.append(str(record))
                created += is_new
        batch = None if rehearsal else act.finish()
        transaction.set_rollback(rehearsal)
    return Outcome(batch, tuple(changed), tuple(refused), created)


class _Act:
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
        sets = _assign(record, {**_links_of(record), **values})
        record.version, record.changed_at, record.changed_by = 1, self.now, self.person
        record.validate([name for name in values if name not in sets])
        record.save(force_insert=True)
        for name, found in sets.items():
            getattr(record, name).set(found)
        names = [each.name for each in written_fields(type(record)) if each.name != "deleted_at"]
        said = [name for name in names if name in values or not _is_default(record, name)]
        self._log(record, names, before=None, was={}, said=said)

    def _update(self, record: Registered, values: Values) -> bool:
        model = type(record)
        stored = model.objects.of(self.authority).filter(pk=record.pk).first()
        if stored is None or stored.version != record.version:
            raise StaleError(str(record))
        names = list(values)
        before, was = raw(stored, names), self._shown(stored, names)
        sets = _assign(stored, values)
        after = {**raw(stored, names), **{name: _keys(found) for name, found in sets.items()}}
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
        _copy(stored, record)
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
        register = register_of(type(record))
        verb = Verb.CREATED if is_new else register.verb_of(record, names)
        if "deleted_at" in names:
            verb = Verb.RESTORED if record.deleted_at is None else Verb.DELETED
        part = register.part(type(record))
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
            label=(self.label or str(_record(self.authority, first)))[:200],
        )
        for change in self.changes:
            change.batch = batch
        Change.unscoped.bulk_create(self.changes)
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


def _record(authority: Authority, change: Change) -> Registered | None:
    """The record of a line of the log, in the trash too; None once it is erased."""
    urn = Urn.parse(change.urn)
    return model_of(urn.kind).objects.of(authority).filter(pk=urn.id).first()


# Values -------------------------------------------------------------------------------------------


def _assign(record: Registered, values: Values) -> dict[str, list[Any]]:
    """Put values on a record; returns the sets of links, which are stored after it."""
    sets: dict[str, list[Any]] = {}
    allowed = {each.name: each for each in written_fields(type(record))}
    for name, value in values.items():
        if name not in allowed:
            raise ValueError(f"{type(record).__name__} has no field {name} that people write")
        field = allowed[name]
        if isinstance(field, models.ManyToManyField):
            sets[name] = _linked(record, field, value)
        elif isinstance(field, models.ForeignKey):
            found = None if value is None else _linked(record, field, [value])[0]
            setattr(record, name, found)
        else:
            setattr(record, name, value)
    return sets


def _links_of(record: Registered) -> dict[str, Any]:
    """The links a new record already has, to be checked like those that are written."""
    return {
        each.name: getattr(record, each.attname)
        for each in written_fields(type(record))
        if isinstance(each, models.ForeignKey) and getattr(record, each.attname) is not None
    }


def _linked(record: Registered, field: Any, values: Iterable[Any]) -> list[Any]:
    """The records linked to, all of them living ones of the same authority."""
    keys = [each.pk if isinstance(each, models.Model) else each for each in values]
    target = field.related_model
    found = list(target._base_manager.filter(pk__in=keys))  # noqa: SLF001  (documented by Django)
    if len(found) != len(set(map(str, keys))):
        raise RegisterError("gone_link", field=field.name)
    for each in found:
        if getattr(each, "authority_id", record.authority_id) != record.authority_id:
            raise RegisterError("foreign_link", field=field.name)
        if getattr(each, "deleted_at", None) is not None and record.deleted_at is None:
            raise RegisterError("gone_link", field=field.name)
    return found


def _is_default(record: Registered, name: str) -> bool:
    field = record._meta.get_field(name)
    plain = isinstance(field, models.Field) and not field.many_to_many
    return plain and getattr(record, field.attname) == field.get_default()  # type: ignore[union-attr]


def _keys(found: Iterable[models.Model]) -> list[str]:
    return sorted(str(each.pk) for each in found)


def _copy(source: Registered, target: Registered) -> None:
    """Bring a record in memory up to what was stored."""
    for each in source._meta.concrete_fields:
        setattr(target, each.attname, getattr(source, each.attname))
        if isinstance(each, models.ForeignKey) and each.is_cached(source):
            each.set_cached_value(target, each.get_cached_value(source))


def move(user: Person, record: Registered, name: str, day: date | None = None) -> Batch | None:
    """The act that took the step ``name`` of the register with a record, since a day.

    Raises ``RegisterError`` (``move_refused``), and what ``write`` raises.
    """
    step = register_of(type(record)).move(name)
    if refusal := step.needs(record):
        raise RegisterError("move_refused", reason=refusal)
    values = step.values(record, day or timezone.localdate())
    return write(record.authority, user, [(record, values)])


# Trash --------------------------------------------------------------------------------------------


def delete(authority: Authority, user: Person, records: Sequence[Registered]) -> Batch | None:
    """The act that put records in the trash, with what a deletion carries along.

    What ``on_delete`` says of a record erased for good is done at once for one in the trash: parts
    go with it, links to it are cut, and what refuses to lose it refuses (``still_used``). All comes
    back when the act is undone.
    """
    found: Carried = {}
    for record in records:
        _carry_along(record, timezone.now(), found)
    return write(authority, user, list(found.values()))


def _carry_along(record: Registered, now: datetime, found: Carried) -> None:
    if record.deleted_at is not None:
        return

    def values_of(each: Registered) -> dict[str, Any]:
        return found.setdefault((type(each), each.pk), (each, {}))[1]

    if "deleted_at" in values_of(record):
        return
    values_of(record)["deleted_at"] = now
    for link in record._meta.related_objects:
        model = link.related_model
        if not (isinstance(model, type) and issubclass(model, Registered)):
            continue
        name = link.field.name
        for each in living(model, record.authority).filter(**{name: record}):
            if link.many_to_many:
                rest = getattr(each, name).exclude(pk=record.pk)
                values_of(each)[name] = [other.pk for other in rest]
            elif link.on_delete is models.CASCADE:
                _carry_along(each, now, found)
            elif link.on_delete is models.SET_NULL:
                values_of(each)[name] = None
            else:
                raise RegisterError("still_used", label=str(record), other=str(each))


def restore(authority: Authority, user: Person, record: Registered) -> Undone:
    """Take a record out of the trash, with all that went there by the same act.

    A record deleted before there was a log comes back alone.
    """
    changes = Change.objects.of(authority).filter(urn=str(record.urn)).order_by("-pk")
    for change in changes.select_related("batch"):
        if change.after.get("deleted_at"):
            return undo(authority, user, change.batch)
    if record.deleted_at is None:
        raise RegisterError("not_deleted", label=str(record))
    return Undone(write(authority, user, [(record, {"deleted_at": None})]), restored=1)


def purge(*, now: datetime) -> int:
    """Erase what was deleted more than 30 days ago, and the log of that time; how many records."""
    limit, gone = now - RETAINED, 0
    Batch.unscoped.filter(at__lt=limit).delete()
    for register in registers():
        for model in (*(part.model for part in register.parts), register.model):
            rows = model.unscoped.filter(deleted_at__lt=limit)
            gone += erase(rows)
    return gone


# Undo ---------------------------------------------------------------------------------------------


def undo(authority: Authority, user: Person, batch: Batch) -> Undone:
    """Bring the records of an act back to what they were before it.

    A record whose fields are no longer what the act made of them is left alone: nothing somebody
    changed since is lost. ``RegisterError``: ``undone_already``.
    """
    with transaction.atomic():
        mine = Batch.objects.of(authority).select_for_update(of=("self",)).get(pk=batch.pk)
        if mine.undone_by_id is not None:
            raise RegisterError("undone_already", label=mine.label)
        act = _Act(authority, user, mine.label, "")
        written = {each.urn for each in mine.changes.all()}
        since: list[str] = []
        refused: list[tuple[str, str]] = []
        for change in mine.changes.order_by("pk"):
            record = _record(authority, change)
            if record is None:
                continue
            if raw(record, change.after) != change.after or _grew(record, change, written):
                since.append(str(record))
                continue
            why, _differs = act.attempt(_before(record, change))
            if why:
                refused.append((str(record), why))
        made = act.finish()
        if made is not None:
            mine.undone_by = made
            mine.save(update_fields=["undone_by"])
    restored = len(made.changes.all()) if made else 0
    return Undone(made, restored, tuple(since), tuple(refused))


def _grew(record: Registered, change: Change, written: set[str]) -> bool:
    """Whether lines were added, since and by another act, to a record this act created."""
    if change.before is not None:
        return False
    parts = register_of(type(record)).parts if _is_whole(record) else ()
    return any(str(each.urn) not in written for part in parts for each in part.of(record))


def _is_whole(record: Registered) -> bool:
    return register_of(type(record)).model is type(record)


def _before(record: Registered, change: Change) -> Iterator[tuple[Registered, Values]]:
    """What to write again; a record the act created goes to the trash."""
    if change.before is None:
        found: Carried = {}
        _carry_along(record, timezone.now(), found)
        yield from found.values()
        return
    values = from_raw(type(record), change.before)
    if values.get("deleted_at", record.deleted_at) is None:
        values |= _without_gone_links(record, values)
    yield record, values


def _without_gone_links(record: Registered, values: Values) -> dict[str, Any]:
    """The links that lead to the trash or nowhere, empty where the model allows it."""
    found: dict[str, Any] = {}
    for field in written_fields(type(record)):
        target = field.related_model
        if target is None or not (isinstance(target, type) and issubclass(target, Registered)):
            continue
        if isinstance(field, models.ManyToManyField):
            linked = values.get(field.name, [each.pk for each in getattr(record, field.name).all()])
            rows = living(target, record.authority).filter(pk__in=linked)
            found[field.name] = [each.pk for each in rows]
            continue
        key = values[field.name] if field.name in values else getattr(record, field.attname)
        if key is None or living(target, record.authority).filter(pk=key).exists():
            continue
        if not field.null:
            raise RegisterError("gone_link", field=field.name)
        found[field.name] = None
    return found


def _sentence(error: ValidationError | JalonsError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


# What the program fills ---------------------------------------------------------------------------


def store_computed(records: models.QuerySet[Any], **values: Any) -> int:
    """Store what the program computed of records, without history nor version; how many rows.

    Only the fields the model calls ``computed`` are accepted.
    """
    if unknown := set(values) - set(records.model.computed):
        raise ValueError(f"{records.model.__name__}: {sorted(unknown)} are not computed")
    return records.update(**values)
