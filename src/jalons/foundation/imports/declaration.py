"""What a room declares of a list people bring: its register, what names a record, other headings.

Types, limits and choices are those of the fields; only the headings people write are added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.utils import translation

from jalons.foundation.accounts.models import Authority
from jalons.foundation.imports import reading
from jalons.foundation.imports.forms import FileForm
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.models import Registered
from jalons.foundation.register.outcomes import Outcome
from jalons.tabular.columns import ChoiceKind, ColumnKind, DayKind, NumberKind, TextKind, TruthKind
from jalons.tabular.proposing import Wanted

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """A list brought into ``register``: rows with the same ``key`` are the same record.

    ``also`` gives the other headings of a field, the best first; ``file_form`` is the form of the
    file. A file of several levels (a plan: axes, actions, tasks) has a class of its own, which
    replaces ``read``, ``rows``, ``pairs`` and ``outcome``, and ``stored`` for what goes beside the
    records.
    """

    register: Register
    key: str
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file_form: type[forms.Form] = FileForm

    def __post_init__(self) -> None:
        _imports[self.register.name] = self

    def wanted(self) -> tuple[Wanted, ...]:
        """The fields a file may hold: those of the form, lists aside."""
        meta = self.register.model._meta
        names = self.register.form.base_fields
        return tuple(
            self._wanted(name)
            for name in names
            if not isinstance(meta.get_field(name), models.JSONField | models.ManyToManyField)
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

    def _wanted(self, name: str) -> Wanted:
        found: Any = self.register.model._meta.get_field(name)
        labels = [_in_language(found.verbose_name, each) for each in LANGUAGES]
        return Wanted(
            name,
            labels[0],
            (*self.also.get(name, ()), *labels[1:]),
            required=name == self.key or not (found.blank or found.null or found.has_default()),
            kind=kind_of(found),
        )


def kind_of(found: Any) -> ColumnKind[Any]:
    """How the cells of a field are read; what is linked is read by its name."""
    if found.choices:
        choices = [(code, label) for code, label in found.flatchoices if code != ""]
        words = {
            str(code): [_in_language(label, each) for each in LANGUAGES] for code, label in choices
        }
        return ChoiceKind(words)
    if isinstance(found, models.BooleanField):
        return TruthKind()
    if isinstance(found, models.IntegerField):
        return NumberKind(whole=True)
    if isinstance(found, models.FloatField | models.DecimalField):
        return NumberKind()
    if isinstance(found, models.DateField):
        return DayKind()
    return TextKind(found.max_length or 0)


def _in_language(text: Any, language: str) -> str:
    with translation.override(language):
        return str(text)


_imports: dict[str, Import] = {}


def import_of(name: str) -> Import:
    """The list that is brought into the register of that name. ``KeyError`` when there is none."""
    return _imports[name]
