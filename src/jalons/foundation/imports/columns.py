"""The columns a list people bring may have: the fields of its register, and their headings.

Types, limits and choices are those of the fields; only the headings people write are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import translation

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.fields import CodesField
from jalons.foundation.register.models import Registered
from jalons.tabular import Limits
from jalons.tabular.column_mapping import Wanted
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

LANGUAGES = ("fr", "en")
LIMITS = Limits(bytes=10 * 2**20, expanded_bytes=100 * 2**20, rows=20_000, columns=300, sheets=50)
EVERY = "="  # in place of a heading: yes for every row
OWNER = "·"  # in the lines of a part: the record they are under
type Named = Iterable[tuple[str, models.Model]]


@dataclass(frozen=True, slots=True, eq=False)
class ImportColumns:
    """What the cells of a list become: fields of ``register``, by the headings people write.

    ``also`` gives the other headings of a field, the best first; ``words`` the other words of the
    codes of a field; ``kinds`` how cells of a field are read when its type does not say it all;
    ``names`` how records that a field links to are called, by their own words else; ``rest`` the
    text that receives the columns no field reads.
    """

    register: Register
    key: str
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    kinds: Mapping[str, ColumnKind[Any]] = field(default_factory=dict)
    names: Mapping[str, Callable[[Authority], Named]] = field(default_factory=dict)
    rest: str = ""

    def label(self, name: str) -> str:
        """What a field is called."""
        return str(self.register.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    def wanted(self) -> tuple[Wanted, ...]:
        """The fields a file may have: those of the form, lists of anything aside."""
        return self._wanted_of(self.register)

    def wanted_under(self, part: Part) -> tuple[Wanted, ...]:
        """The same for the lines of a part, which name first the record they are under."""
        key = self._wanted(self.register.model, self.key)
        noun = self.register.model._meta.verbose_name
        called = [_in_language(noun, each) for each in LANGUAGES]
        words = (*called[1:], key.label, *key.synonyms)
        owner = Wanted(OWNER, called[0], words, required=True)
        return (owner, *self._wanted_of(part))

    def part_called(self, title: str) -> Part | None:
        """The part whose lines are on the sheet of that title, as a file of the register says."""
        return next(
            (
                part
                for part in self.register.parts
                if fold(title) in {fold(_in_language(part.title, one)) for one in LANGUAGES}
            ),
            None,
        )

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
            kind=(self.kinds.get(name) if own else None)
            or kind_of(found, self.words.get(name, {}) if own else {}),
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
