"""What a room declares of its records; forms, lists, pages, trash and undo come from it.

A register is declared once, in the module ``register`` of a topic, and found when Django is ready.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CASCADE, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst

from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.journal.models import Verb
from jalons.foundation.journal.words import declare, declared
from jalons.foundation.register.models import Change, Registered
from jalons.foundation.register.raw import words_of
from jalons.kernel import Urn

if TYPE_CHECKING:
    from jalons.foundation.listing.declaration import List
    from jalons.foundation.register.forms import RecordForm

type Words = str | Promise


def _nothing(_authority: Authority, _changes: Sequence[Change]) -> None:
    """The default hook after a change."""


def _no_refusal(_record: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Move:
    """A step people take with a record: ``field`` goes from one of ``source`` to ``target``.

    ``source`` is empty for “from anywhere else”; ``target`` may be a function that gives the value.
    ``needs`` returns the words of a refusal, empty when the step may be taken. ``dated`` is the
    field that takes the day a person gives; ``also`` gives the other fields that change with it.
    ``verb`` is what the journal calls what leads to the target: the step, or an undo.
    """

    name: str
    label: Words
    source: tuple[Any, ...]
    target: Any
    field: str = "state"
    role: Role = Role.CONTRIBUTOR
    needs: Callable[[Any], str] = _no_refusal
    dated: str = ""
    also: Callable[[Any, Any, date], dict[str, Any]] | None = None
    verb: str = Verb.CHANGED

    def starts_at(self, record: Registered) -> bool:
        """Whether a record is where the step starts."""
        value = getattr(record, self.field)
        return value in self.source if self.source else value != self.target

    def values(self, record: Registered, day: date) -> dict[str, Any]:
        """What the step writes."""
        target = self.target() if callable(self.target) else self.target
        dated = {self.dated: day} if self.dated else {}
        more = self.also(record, target, day) if self.also else {}
        return {self.field: target, **dated, **more}


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a record (results, tasks): same trash, undo and journal as their record.

    ``path`` is their word in addresses; ``list`` their columns, those of the form by default;
    ``fresh`` what a new line starts with.
    """

    model: type[Registered]
    form: type[RecordForm[Any]]
    path: str
    title: Words
    new_title: Words
    list: List | None = None
    fresh: Callable[[Any], dict[str, Any]] = field(default=lambda _record: {})

    @property
    def parent(self) -> str:
        """The field that leads to its record: the only link a deletion follows."""
        (found,) = [
            each.name
            for each in self.model._meta.concrete_fields
            if each.name != "authority"
            and each.remote_field is not None
            and getattr(each.remote_field, "on_delete", None) is CASCADE
        ]
        return found

    def of(self, record: Registered) -> QuerySet[Any]:
        """The lines of a record that are not in the trash."""
        return living(self.model, record.authority).filter(**{self.parent: record})


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The records of one model.

    ``name`` is the stem of the names of its pages; ``rows`` gives the living records of an
    authority with what pages read of them; ``private`` fields never enter the journal, the log, a
    file or the API; ``after`` is called once for each act, in its transaction; ``templates`` is
    the folder where a room overrides pages.
    """

    model: type[Registered]
    name: str
    form: type[RecordForm[Any]]
    list: List
    write: Role = Role.CONTRIBUTOR
    delete: Role = Role.LEAD
    rows: Callable[[Authority], QuerySet[Any]] | None = None
    moves: tuple[Move, ...] = ()
    parts: tuple[Part, ...] = ()
    private: frozenset[str] = frozenset()
    after: Callable[[Authority, Sequence[Change]], None] = _nothing
    templates: str = ""

    def __post_init__(self) -> None:
        known = {each.name for each in self.model._meta.get_fields()}
        if unknown := self.private - known:
            raise ValueError(f"{self.name}: no field {sorted(unknown)}")
        columns = (*self.list.columns, *self.list.file)
        shown = {column for column in columns if isinstance(column, str)}
        if leaked := self.private & (shown | set(self.list.search)):
            raise ValueError(f"{self.name}: a list never shows nor searches {sorted(leaked)}")
        _registers[self.model] = self
        for part in self.parts:
            _registers[part.model] = self
        if self.model.urn_kind() not in declared():
            words = words_of(self.model, *(part.model for part in self.parts))
            declare({self.model.urn_kind(): words})

    @property
    def noun(self) -> str:
        """What a record is called."""
        return str(self.model._meta.verbose_name)

    @property
    def title(self) -> str:
        """What the records are called, with a capital letter."""
        return str(capfirst(self.model._meta.verbose_name_plural))

    def of(self, authority: Authority) -> QuerySet[Any]:
        """The living records of an authority."""
        return self.rows(authority) if self.rows else living(self.model, authority)

    def headline(self, authority: Authority) -> str:
        """What its records come to, in a sentence: for the list and for a hub."""
        say = self.list.headline
        return str(say(self.of(authority))) if say else self.title

    def move(self, name: str) -> Move:
        """The step of that name."""
        return next(move for move in self.moves if move.name == name)

    def verb_of(self, record: Registered, names: Sequence[str]) -> str:
        """What the journal calls a change of the fields ``names`` of a record."""
        moves = self.moves if type(record) is self.model else ()
        taken = (
            move
            for move in moves
            if move.field in names and getattr(record, move.field) == move.target
        )
        return next((each.verb for each in taken), Verb.CHANGED)

    def part(self, model: type[Registered]) -> Part | None:
        """The part a model is, None for the record itself."""
        return next((part for part in self.parts if part.model is model), None)


_registers: dict[type[Registered], Register] = {}


def registers() -> list[Register]:
    """Every register, in the order it was declared."""
    return list(dict.fromkeys(_registers.values()))


def register_of(model: type[Registered]) -> Register:
    """The register of a record or of a part. ``LookupError`` when the model has none."""
    try:
        return _registers[model]
    except KeyError:
        raise LookupError(f"{model.__name__} is in no register") from None


def register_named(change: Change) -> Register:
    """The register of the record a line of the log is about."""
    return register_of(model_of(Urn.parse(change.urn).kind))


def model_of(kind: str) -> type[Registered]:
    """The model of the records a kind of URN names. ``LookupError`` when there is none."""
    for model in _registers:
        if model.urn_kind() == kind:
            return model
    raise LookupError(kind)
