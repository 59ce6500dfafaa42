"""Undo of an act: its records get back their former values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.declaration import model_of
from jalons.foundation.register.errors import RegisterError
from jalons.foundation.register.models import Batch, Change, Registered, written_fields
from jalons.foundation.register.outcomes import Undone
from jalons.foundation.register.raw import from_raw, raw
from jalons.foundation.register.writer.acts import Act, Person
from jalons.foundation.register.writer.cascades import Carrying
from jalons.foundation.register.writer.loaded import Pair, Values
from jalons.kernel import Urn


def undo(authority: Authority, user: Person, batch: Batch) -> Undone:
    """Bring the records of an act back to what they were before it.

    A record whose fields are no longer what the act made of them is left alone: nothing somebody
    changed since is lost. ``RegisterError``: ``undone_already``.
    """
    with transaction.atomic():
        mine = Batch.objects.of(authority).select_for_update(of=("self",)).get(pk=batch.pk)
        if mine.undone_by_id is not None:
            raise RegisterError("undone_already", label=mine.label)
        act = Act(authority, user, mine.label, "")
        undoing = _Undoing(act, mine.changes.order_by("pk"))
        since, refused = undoing.run(undoing.changes)
        while refused:  # what was in the way may be gone by now
            count = len(refused)
            again, refused = undoing.run([each for each, _name, _why in refused])
            since += again
            if len(refused) == count:
                if not undoing.returning:
                    break
                undoing.returning.clear()  # nothing else comes back: the others do without it
        made = act.finish()
        if made is not None:
            mine.undone_by = made
            mine.save(update_fields=["undone_by"])
    left = tuple((name, why) for _change, name, why in refused)
    return Undone(made, len(act.changes), tuple(since), left)


class _Undoing:
    """The changes of an act, in the order that undoes them.

    What it deleted comes back first, before the links that lead to it; what it created goes last,
    backwards, once nothing leads to it.
    """

    def __init__(self, act: Act, changes: Iterable[Change]) -> None:
        self.act = act
        found = list(changes)
        created = [each for each in reversed(found) if each.before is None]
        changed = [each for each in found if each.before is not None]
        self.changes = sorted(changed, key=lambda each: "deleted_at" not in each.after) + created
        self.returning = {_place(each) for each in changed if each.after.get("deleted_at")}
        self._carrying = Carrying(act.loaded, act.now)
        self._read()

    def _read(self) -> None:
        """Read what undoing will need, at once."""
        keys: defaultdict[type[Registered], list[Any]] = defaultdict(list)
        for change in self.changes:
            model, key = _place(change)
            keys[model].append(key)
        for model, found in keys.items():
            self.act.loaded.load(model, found, locked=True)
        pairs: list[Pair] = []
        created: list[Registered] = []
        for change in self.changes:
            record = self.record(change)
            if record is None:
                continue
            if change.before is None:
                created.append(record)
            pairs.append((record, from_raw(type(record), change.before or {})))
        self.act.prepare(pairs)
        self._carrying.prepare(created)

    def run(self, changes: Iterable[Change]) -> tuple[list[str], list[tuple[Change, str, str]]]:
        """Undo changes: the records somebody wrote since, and the changes refused with the reason.

        Both are left as they are.
        """
        since: list[str] = []
        refused: list[tuple[Change, str, str]] = []
        for change in changes:
            record = self.record(change)
            if record is None:
                continue
            if self.moved_since(record, change):
                since.append(str(record))
                continue
            why, _differs = self.act.attempt(self.before(record, change))
            if why:
                refused.append((change, str(record), why))
        return since, refused

    def record(self, change: Change) -> Registered | None:
        """The record of a change as it is now, in the trash too; None once it is erased."""
        found = self.act.loaded.get(*_place(change))
        mine = found is not None and found.authority_id == self.act.authority.pk
        return found if mine else None

    def moved_since(self, record: Registered, change: Change) -> bool:
        """Whether somebody wrote, since, what the act wrote, or leads to what it created."""
        if raw(record, change.after) != change.after:
            return True
        if change.before is not None or record.deleted_at is not None:
            return False
        try:
            return len(self._carrying.pairs([record])) > 1
        except RegisterError:
            return True

    def before(self, record: Registered, change: Change) -> Iterator[Pair]:
        """What to write again; a record the act created goes to the trash."""
        if change.before is None:
            yield from self._carrying.pairs([record])
            return
        values = from_raw(type(record), change.before)
        if values.get("deleted_at", record.deleted_at) is None:
            values |= self._without_gone_links(record, values)
        yield record, values

    def _without_gone_links(self, record: Registered, values: Values) -> dict[str, Any]:
        """The links that lead to the trash or nowhere, empty where the model allows it."""
        found: dict[str, Any] = {}
        lives = self.act.loaded.lives
        for field in written_fields(type(record)):
            target = field.related_model
            if target is None or not (isinstance(target, type) and issubclass(target, Registered)):
                continue
            if field.name in record.standing:
                continue
            if isinstance(field, models.ManyToManyField):
                linked = [each.pk for each in getattr(record, field.name).all()]
                keys = values.get(field.name, linked)
                self._wait_for(field, [key for key in keys if not lives(field, key)])
                found[field.name] = [key for key in keys if lives(field, key)]
                continue
            key = values[field.name] if field.name in values else getattr(record, field.attname)
            if key is None or lives(field, key):
                continue
            self._wait_for(field, [key])
            if not field.null:
                raise RegisterError("gone_link", field=field.name)
            found[field.name] = None
        return found

    def _wait_for(self, field: Any, keys: Iterable[Any]) -> None:
        """Refuse, for now, a link to what this undo brings back later."""
        target = field.related_model
        if any((target, target._meta.pk.to_python(key)) in self.returning for key in keys):
            raise RegisterError("gone_link", field=field.name)


def _place(change: Change) -> tuple[type[Registered], Any]:
    """The model and the key of the record a change is about."""
    urn = Urn.parse(change.urn)
    model = model_of(urn.kind)
    return model, model._meta.pk.to_python(urn.id)


def record_of(authority: Authority, urn: str) -> Registered | None:
    """The record of that name, in the trash too; None once it is erased."""
    found = Urn.parse(urn)
    return model_of(found.kind).objects.of(authority).filter(pk=found.id).first()
