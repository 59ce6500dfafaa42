"""Forms of the import and export of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.imports.forms import FileForm
from jalons.strategy.engine.plan_files.plan import PlanColumn
from jalons.strategy.engine.plan_files.plan_writer import ALWAYS, plan_columns
from jalons.strategy.engine.plan_files.vocabulary import RETAINED, SKIPPED, fields
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.models import Action

_LABELS = {
    "id": _("identifier"),
    "period": _("start and end"),
    "lead_email": _("lead, a member"),
    "budget": _("planned budget"),
    "spent": _("budget spent"),
    "funder": _("grants"),
    "tasks": _("tasks"),
    "notes": _("dated notes"),
    "plans": _("linked plans"),
    "ready_action": _("action it comes from"),
    "subaxis": _("axis under the axis"),
    "labels": _("labels, the first as axis"),
    "complete": _("done, yes or no"),
    "archived": _("archived: left out"),
}


def field_label(name: str) -> str:
    """The label of the field of a column."""
    return str(_LABELS.get(name) or wording.label(name))


class PlanFileForm(FileForm):
    """The file of a plan to import."""

    file = forms.FileField(
        label=_("Your plan"),
        help_text=_(
            "A spreadsheet (XLSX, XLS, ODS), a CSV, or a JSON board of Trello or table of Grist,"
            " as it is: at most 10 MB."
        ),
        widget=FileDrop(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.json"}),
    )


WORDS_SHOWN = 5  # unknown statuses of one page
COLUMNS_SHOWN = 20


class MappingForm(forms.Form):
    """What some unknown statuses mean, and the field of one column: pages stay light."""

    def __init__(
        self,
        *args: Any,
        words: Sequence[tuple[int, str]],
        column: PlanColumn | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.words, self.column = words, column
        if column is not None:
            self.fields["column"] = forms.ChoiceField(
                label=_("What “%(heading)s” holds") % {"heading": column.heading},
                choices=[(RETAINED, _("keep it in the confidential note")),
                         (SKIPPED, _("leave it out")),
                         *((name, field_label(name)) for name in fields())],
                initial=column.field,
                help_text=samples_of(column),
                required=False,
            )  # fmt: skip
        for place, status in words:
            self.fields[f"status_{place}"] = forms.ChoiceField(
                label=status[:120],
                choices=[("", _("proposed, until somebody says")), *Action.Status.choices],
                required=False,
            )

    @property
    def column_field(self) -> Any:
        return self["column"]

    @property
    def statuses(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("status_")]

    def decided(self, before: Mapping[str, str]) -> dict[str, str]:
        """The status of each word: those of before, and those of this page."""
        by_word = dict(before) | {word: self.cleaned_data[f"status_{place}"]
                               for place, word in self.words}  # fmt: skip
        return {word: status for word, status in by_word.items() if status}


def samples_of(column: PlanColumn) -> str:
    """The first cells of a column, shortened."""
    return " · ".join(text[:40] for text in column.samples)


def field_text(column: PlanColumn) -> str:
    """The field a column is read as, in words."""
    labels = {RETAINED: _("kept in the confidential note"), SKIPPED: _("left out")}
    return str(labels.get(column.field) or field_label(column.field))


class ExportForm(forms.Form):
    """Which columns to write, in which format."""

    column = forms.MultipleChoiceField(
        label=_("Columns"), widget=forms.CheckboxSelectMultiple, required=False
    )
    format = forms.ChoiceField(
        label=pgettext_lazy("file", "Format"),
        choices=[("xlsx", _("spreadsheet (XLSX), all the roadmap")),
                 ("csv", _("CSV, the actions only"))],
        widget=forms.RadioSelect,
        initial="xlsx",
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, with_confidential: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [name for name in plan_columns() if name not in ALWAYS]
        if not with_confidential:
            names.remove("confidential")
        column: Any = self.fields["column"]
        column.choices = [(name, field_label(name)) for name in names]
        column.initial = names
