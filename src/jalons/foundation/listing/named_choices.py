"""A choice among so many records that no list of them can be read: their names are typed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.tabular.folding import searchable
from jalons.tabular.matching import has_words

MOST, NAMED = 100, 8  # records of a list; those that a refusal names


def among_many(field: forms.ModelChoiceField[Any]) -> forms.Field:
    """The field itself while its records fit a list, else one in which names are typed."""
    rows: Any = field.queryset
    if rows is None or rows.order_by()[: MOST + 1].count() <= MOST:
        return field
    several = isinstance(field, forms.ModelMultipleChoiceField)
    return NamedChoices(field) if several else NamedChoice(field)


class NamedChoice(forms.Field):
    """A record by its name, or by words that only its name has.

    What names no record, or several, is refused with those it may be. A record whose name another
    has is followed by its rank.
    """

    widget: Any = forms.TextInput(attrs={"autocomplete": "off"})
    how = gettext_lazy("Write its name, or words that only its name has.")

    def __init__(self, field: forms.ModelChoiceField[Any]) -> None:
        hint = " ".join(filter(None, (str(field.help_text), str(self.how))))
        super().__init__(required=field.required, label=field.label, help_text=hint)
        self.rows: Any = field.queryset
        self.label_from_instance = field.label_from_instance

    @cached_property
    def records(self) -> dict[str, Model]:
        """The records by their names, each once."""
        found: dict[str, Model] = {}
        for each in self.rows.order_by("pk"):  # a rank does not move
            name, rank = (bare := " ".join(self.label_from_instance(each).split())), 1
            while name in found:
                rank += 1
                name = f"{bare} ({rank})"
            found[name] = each
        return found

    @cached_property
    def names(self) -> dict[Any, str]:
        """Their names by key."""
        return {each.pk: name for name, each in self.records.items()}

    def prepare_value(self, value: Any) -> Any:
        """What is typed, or the name of a record or of its key."""
        if isinstance(value, str) or value is None:
            return value
        return self.names.get(getattr(value, "pk", value), "")

    def to_python(self, value: Any) -> Any:
        """The record, None for nothing; a text that names none stays, for ``validate``."""
        if not isinstance(value, str):
            return value
        text = " ".join(value.split())
        fitting = self._fitting(text)
        return fitting[0] if len(fitting) == 1 else text or None

    def _fitting(self, text: str) -> list[Model]:
        if not text:
            return []
        if text in self.records:
            return [self.records[text]]
        folded = searchable(text)
        same = [each for name, each in self.records.items() if searchable(name) == folded]
        return same or [each for name, each in self.records.items() if has_words(text, name)]

    def validate(self, value: Any) -> None:
        """Refuse a text that names no record, or several."""
        super().validate(value)
        if isinstance(value, str):
            raise ValidationError(self._refusal(value))

    def _refusal(self, text: str) -> str:
        found = sorted(self.names[each.pk] for each in self._fitting(text))
        if not found:
            return _("Nothing is called “%(name)s”.") % {"name": text}
        left = len(found) - NAMED
        more = ngettext(" and %(count)s other", " and %(count)s others", left) % {"count": left}
        names = " · ".join(found[:NAMED]) + (more if left > 0 else "")
        return _("“%(name)s” may be: %(names)s.") % {"name": text, "names": names}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the names differ, spaces aside."""
        before, after = (str(self.prepare_value(each) or "").split() for each in (initial, data))
        return before != after


class NamedChoices(NamedChoice):
    """Several records, a name on each line."""

    widget = forms.Textarea(attrs={"rows": 6, "autocomplete": "off"})
    how = gettext_lazy("One a line: write its name, or words that only its name has.")

    def prepare_value(self, value: Any) -> Any:
        """What is typed, or the names of records, a line each."""
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(filter(None, (str(super(NamedChoices, self).prepare_value(each) or "")
                                       for each in value)))  # fmt: skip

    def to_python(self, value: Any) -> Any:
        """The records, and the texts that name none or several."""
        if not isinstance(value, str):
            return list(value or ())
        found: Iterable[Any] = (super(NamedChoices, self).to_python(line)
                                for line in value.splitlines())  # fmt: skip
        return list(dict.fromkeys(each for each in found if each is not None))

    def validate(self, value: Any) -> None:
        """Refuse the texts that name no record, or several."""
        forms.Field.validate(self, value)
        wrong = [self._refusal(each) for each in value if isinstance(each, str)]
        if wrong:
            raise ValidationError(wrong)
