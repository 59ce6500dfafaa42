"""Two people on one form: what each changed is stored, and where they meet a person decides.

Each field carries its value of when the page was read. On saving, fields the person left alone keep
what is stored now, whoever stored it; a field both changed is shown with both texts, and nothing is
saved until the person keeps theirs (saves again) or takes the stored one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.forms import BaseForm, BoundField, Form, ModelForm, MultipleHiddenInput
from django.utils.functional import Promise
from django.utils.translation import gettext as _

TAKE = "take"  # the name of the button that takes the stored text of a field


@dataclass(frozen=True, slots=True)
class Meeting:
    """A field two people changed: its name and label, what is stored, what was typed."""

    name: str
    label: str | Promise
    stored: str
    typed: str


class Merging(BaseForm):
    """What a form on something others may change does; ``initial`` is what is stored now.

    After ``is_valid()``, ``meetings`` lists the fields to decide; ``merged`` those another person
    changed and this one did not, left as stored.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings: tuple[Meeting, ...] = ()
        self.merged: tuple[str, ...] = ()
        for field in self.fields.values():
            field.show_hidden_initial = True
        if self.is_bound:
            self.data = self._taken(self.data)

    def clean(self) -> dict[str, Any]:
        """Use the stored values of untouched fields, and refuse the fields both changed."""
        cleaned = super().clean() or self.cleaned_data
        merged = []
        for bound in self:
            if bound.name in cleaned and self._moved(bound) and bound.name not in self.changed_data:
                cleaned[bound.name] = self._stored(bound)
                merged.append(str(bound.label))
        self.merged = tuple(merged)
        self._meet()
        return cleaned

    def _meet(self) -> None:
        """Find the fields both people changed; the next submission of the form decides them."""
        found = []
        for bound in list(self):
            typed, stored = self.cleaned_data.get(bound.name), self._stored(bound)
            if bound.name not in self.changed_data or not self._moved(bound) or typed == stored:
                continue
            found.append(
                Meeting(bound.name, bound.label, _words(bound, stored), _words(bound, typed))
            )
            self.add_error(
                bound.name, _("Somebody changed this field while you were typing. Choose below.")
            )
        if found:
            data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a dict
            for meeting in found:
                _put(data, self[meeting.name].html_initial_name, self._prepared(meeting.name))
            self.data = data
        self.meetings = tuple(found)

    def _moved(self, bound: BoundField) -> bool:
        """Whether what is stored differs from what the page showed when it was read."""
        if not self._was_shown(bound):
            return False
        widget = bound.field.hidden_widget()
        shown = bound.field.to_python(self._value(widget, bound.html_initial_name))
        return bool(bound.field.has_changed(self._stored(bound), _as_typed(bound, shown)))

    def _was_shown(self, bound: BoundField) -> bool:
        """Whether the page sent what it showed; of boxes none of which was ticked it is nothing."""
        if issubclass(bound.field.hidden_widget, MultipleHiddenInput):
            return any(each.html_initial_name in self.data for each in self)
        return bound.html_initial_name in self.data

    def _value(self, widget: Any, name: str) -> Any:
        return widget.value_from_datadict(self.data, self.files, name)

    def _stored(self, bound: BoundField) -> Any:
        return bound.field.to_python(bound.field.prepare_value(self.initial.get(bound.name)))

    def _prepared(self, name: str) -> Any:
        return self.fields[name].prepare_value(self.initial.get(name))

    def _taken(self, data: Mapping[str, Any]) -> Any:
        """The data with the stored text of the fields the person chose to take."""
        wanted = data.getlist(TAKE) if hasattr(data, "getlist") else data.get(TAKE, [])
        names = [name for name in wanted if name in self.fields]
        if not names:
            return data
        changed = data.copy()  # type: ignore[attr-defined]
        for name in names:
            _put(changed, self.add_prefix(name), self._prepared(name))
            _put(changed, self.add_initial_prefix(name), self._prepared(name))
        return changed


class MergingForm(Merging, Form):
    """A plain form whose ``initial`` is what is stored now; see :class:`Merging`."""


class MergingModelForm[M: Model](Merging, ModelForm[M]):
    """A form on a model whose ``instance`` is what is stored now; see :class:`Merging`."""


def _put(data: Any, name: str, value: Any) -> None:
    if isinstance(value, list | tuple) and hasattr(data, "setlist"):
        data.setlist(name, [str(each) for each in value])
    else:
        data[name] = "" if value is None else value


def _as_typed(bound: BoundField, value: Any) -> Any:
    return bound.field.prepare_value(value)


def _words(bound: BoundField, value: Any) -> str:
    """A value as a person reads it."""
    choices = dict(getattr(bound.field, "choices", ()))
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(each, each)) for each in value)
    return str(choices.get(value, "" if value is None else value))
