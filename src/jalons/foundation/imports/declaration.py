"""What a room declares of a list people bring: its register, and how a file of it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from jalons.foundation.accounts.models import Authority
from jalons.foundation.imports import reading
from jalons.foundation.imports.columns import ImportColumns
from jalons.foundation.imports.forms import FileForm
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.register.models import Registered
from jalons.foundation.register.outcomes import Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Import(ImportColumns):
    """A list brought into ``register``: rows with the same ``key`` are the same record.

    ``file_form`` is the form of the file. A file of several levels (a plan: axes, actions, tasks)
    has a class of its own, which replaces ``read``, ``rows``, ``pairs`` and ``outcome``, and
    ``stored`` for what goes beside the records.
    """

    file_form: type[forms.Form] = FileForm

    def __post_init__(self) -> None:
        _imports[self.register.name] = self

    def read(self, file: ImportFile) -> Any:
        """The content of a file with its chosen columns; ``JalonsError`` when it cannot be read."""
        return reading.read_file(self, file)

    def rows(self, authority: Authority, found: Any) -> Any:
        """The rows of a file compared with the stored records."""
        return reading.rows_of(self, authority, found)

    def pairs(self, rows: Any) -> Sequence[tuple[Registered, Mapping[str, Any]]]:
        """The changes to store, the records that others lead to first."""
        return reading.pairs(rows)

    def outcome(self, rows: Any, done: Outcome) -> dict[str, Any]:
        """What came of the rows, as JSON; ``stored`` and ``refused_count`` are counts."""
        return reading.outcome(rows, done)

    def stored(self, authority: Authority, user: Any, rows: Any, done: Outcome) -> dict[str, Any]:  # noqa: ARG002
        """Store what goes with the records; what ``taken_back`` needs to undo it, as JSON."""
        return {}

    def taken_back(self, authority: Authority, user: Any, beside: Mapping[str, Any]) -> int:  # noqa: ARG002
        """Undo what ``stored`` did; how many things."""
        return 0


_imports: dict[str, Import] = {}


def import_of(name: str) -> Import:
    """The import declared for the register of that name. ``KeyError`` when there is none."""
    return _imports[name]
