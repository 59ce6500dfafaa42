"""What a room declares of a list people bring: its register, what names a record, other headings.

Types, limits and choices are those of the fields; only the headings people write are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.utils import translation

from jalons.foundation.accounts.models import Authority
from jalons.foundation.imports import reading
from jalons.foundation.imports.forms import FileForm
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered
from jalons.foundation.register.outcomes import Outcome
from jalons.tabular.columns import (
    ChoiceKind,
    ColumnKind,
    DayKind,
    NumberKind,
    SeveralKind,
    TextKind,
    TruthKind,
)
from jalons.tabular.folding import fold
from jalons.tabular.proposing import Wanted

LANGUAGES = ("fr", "en")
type Named = Iterable[tuple[str, models.Model]]


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """A list brought into ``register``: rows with the same ``key`` are the same record.

    ``also`` gives the other headings of a field, the best first; ``words`` the other words of the
    codes of a field; ``names`` how records that a field links to are called, by their own words
    else; ``rest`` the text that receives the columns no field reads; ``file_form`` is the form of
    the file. A file of several levels (a plan: axes, actions, tasks) has a class of its own, which
    replaces ``read``, ``rows``, ``pairs`` and ``outcome``, and ``stored`` for what goes beside the
    records.
    """

    register: Register
    key: str
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    names: Mapping[str, Callable[[Authority], Named]] = field(default_factory=dict)
    rest: str = ""
    file_form: type[forms.Form] = FileForm

    def __post_init__(self) -> None:
        _imports[self.register.name] = self

    def label(self, name: str) -> str:
        """What a field is called."""
        return str(self.register.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    def wanted(self) -> tuple[Wanted, ...]:
        """The fields a file may hold: those of the form, lists of anything aside."""
        return self._wanted_of(self.register)

    def wanted_under(self, part: Part) -> tuple[Wanted, ...]:
        """The same for the lines of a part, which name first the record they are under."""
        key = self._wanted(self.register.model, self.key)
        noun = self.register.model._meta.verbose_name
        called = [_in_language(noun, each) for each in LANGUAGES]
        words = (*called[1:], key.label, *key.synonyms)
        owner = Wanted(reading.OWNER, called[0], words, required=True)
        return (owner, *self._wanted_of(part))

    def part_called(self, title: str) -> Part | None:
        """The part whose lines are on the sheet of that title, as a file of the register says."""
        return next(
            (
                each
                for each in self.register.parts
                if fold(title) in {fold(_in_language(each.title, one)) for one in LANGUAGES}
            ),
            None,
        )

    def read(self, file: ImportFile) -> Any:
        """What a file says, as its decisions have it; ``JalonsError`` when it cannot be read."""
        return reading.read_file(self, file)

    def rows(self, authority: Authority, found: Any) -> Any:
        """What was read beside what is stored."""
        return reading.rows_of(self, authority, found)

    def pairs(self, rows: Any) -> Sequence[tuple[Registered, Mapping[str, Any]]]:
        """The changes to store, the records that others lead to first."""
        return reading.pairs(rows)

    def outcome(self, rows: Any, done: Outcome) -> dict[str, Any]:
        """What came of the rows, as JSON; ``stored`` and ``refused_count`` are counts."""
        return reading.outcome(rows, done)

    def stored(self, authority: Authority, user: Any, rows: Any, done: Outcome) -> dict[str, Any]:  # noqa: ARG002
        """Store what goes beside the records; what ``taken_back`` must know of it, as JSON."""
        return {}

    def taken_back(self, authority: Authority, user: Any, beside: Mapping[str, Any]) -> int:  # noqa: ARG002
        """Take back what ``stored`` did; how many things."""
        return 0

    def _wanted_of(self, one: Register | Part) -> tuple[Wanted, ...]:
        fields = {name: one.model._meta.get_field(name) for name in one.form.base_fields}
        return tuple(
            self._wanted(one.model, name)
            for name, each in fields.items()
            if not isinstance(each, models.JSONField) or isinstance(each, CodesField)
        )

    def _wanted(self, model: type[Registered], name: str) -> Wanted:
        found: Any = model._meta.get_field(name)
        own = model is self.register.model
        labels = [_in_language(found.verbose_name, each) for each in LANGUAGES]
        return Wanted(
            name,
            labels[0],
            (*(self.also.get(name, ()) if own else ()), *labels[1:]),
            required=(own and name == self.key)
            or not (found.blank or found.null or found.has_default()),
            kind=kind_of(found, self.words.get(name, {}) if own else {}),
        )


def kind_of(found: Any, words: Mapping[str, Sequence[str]]) -> ColumnKind[Any]:
    """How the cells of a field are read; what is linked is read by its name."""
    if isinstance(found, CodesField):
        return SeveralKind(_choice(found.codes(), words))
    if found.choices:
        return _choice(found.flatchoices, words)
    texts = TextKind(getattr(found, "max_length", 0) or 0)
    return next((kind for known, kind in _KINDS if isinstance(found, known)), texts)


_KINDS: tuple[tuple[Any, ColumnKind[Any]], ...] = (
    (models.BooleanField, TruthKind()),
    (models.IntegerField, NumberKind(whole=True)),
    (models.FloatField | models.DecimalField, NumberKind()),
    (models.DateField, DayKind()),
)


def _choice(pairs: Iterable[tuple[Any, Any]], words: Mapping[str, Sequence[str]]) -> ChoiceKind:
    return ChoiceKind(
        {
            str(code): [*(_in_language(label, each) for each in LANGUAGES), *words.get(code, ())]
            for code, label in pairs
            if code != ""
        }
    )


def _in_language(text: Any, language: str) -> str:
    with translation.override(language):
        return str(text)


_imports: dict[str, Import] = {}


def import_of(name: str) -> Import:
    """The list that is brought into the register of that name. ``KeyError`` when there is none."""
    return _imports[name]
