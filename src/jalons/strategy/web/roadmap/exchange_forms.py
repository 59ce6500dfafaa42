"""Forms of what comes from a file and goes to one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.widgets import FileDrop
from jalons.strategy.engine.plan_reading.plan import ReadPlan
from jalons.strategy.engine.plan_reading.words import KEPT, SKIPPED, fields
from jalons.strategy.engine.plan_writing import ALWAYS, plan_columns
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.models import Action, ReminderChoice

_LABELS = {
    "id": _("identifier"),
    "period": _("start and end"),
    "lead_email": _("lead, a member"),
    "budget": _("planned budget"),
    "spent": _("budget spent"),
    "funder": _("fundings"),
    "tasks": _("tasks"),
    "plans": _("linked plans"),
    "ready_action": _("action it comes from"),
}


def field_label(name: str) -> str:
    """The name of what a column holds."""
    return str(_LABELS.get(name) or wording.label(name))


class PlanFileForm(forms.Form):
    """A plan of action to bring."""

    file = forms.FileField(
        label=_("Your plan"),
        help_text=_("A spreadsheet (XLSX, XLS, ODS) or a CSV, as it is: at most 10 MB."),
        widget=FileDrop(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )


class MappingForm(forms.Form):
    """What each column holds, and what each unknown status means."""

    def __init__(self, *args: Any, plan: ReadPlan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = plan
        choices = [
            (KEPT, _("keep it in the description")),
            (SKIPPED, _("leave it out")),
            *((name, field_label(name)) for name in fields()),
        ]
        for place, column in enumerate(plan.columns):
            samples = " · ".join(text[:40] for text in column.samples)
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column.heading,
                choices=choices,
                initial=column.field,
                help_text=samples,
                required=False,
            )
        for place, status in enumerate(plan.unknown_statuses):
            self.fields[f"status_{place}"] = forms.ChoiceField(
                label=status[:120],
                choices=[("", _("proposed, until somebody says")), *Action.Status.choices],
                required=False,
            )

    @property
    def columns(self) -> list[Any]:
        """The fields of the columns."""
        return [self[name] for name in self.fields if name.startswith("column_")]

    @property
    def statuses(self) -> list[Any]:
        """The fields of the unknown statuses."""
        return [self[name] for name in self.fields if name.startswith("status_")]

    def decided(self) -> tuple[dict[str, str], dict[str, str]]:
        """The field of each heading, and the status of each word."""
        columns = {
            column.heading: self.cleaned_data[f"column_{place}"] or column.field
            for place, column in enumerate(self.plan.columns)
        }
        statuses = {
            word: told
            for place, word in enumerate(self.plan.unknown_statuses)
            if (told := self.cleaned_data[f"status_{place}"])
        }
        return columns, statuses


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


class RhythmForm(forms.Form):
    """How often a member wants to be reminded."""

    rhythm = forms.ChoiceField(
        label=_("How often"), choices=ReminderChoice.Rhythm.choices, widget=forms.RadioSelect
    )
