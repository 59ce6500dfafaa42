"""The forms of a rule, one a kind of condition, and what is typed on an alert."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts import queries as accounts
from jalons.foundation.accounts.models import Authority, Membership, Role
from jalons.foundation.design.fields import NumberField
from jalons.foundation.design.merging import MergingForm
from jalons.twin.engine.alerts.rule import (
    LONGEST_HOURS,
    LONGEST_MINUTES,
    LONGEST_RECENT,
    LONGEST_REFERENCE,
    SHORTEST_REFERENCE,
    Rule,
)
from jalons.twin.engine.problems import Problem
from jalons.twin.engine.query.language import checked_pattern
from jalons.twin.store.looking import query_of

from .models import AlertRule, Severity

Choices = Sequence[tuple[str, str]]
DECIMAL = {"inputmode": "decimal"}


class NewRuleForm(forms.Form):
    """What a new rule is about: a type, and the kind of its condition."""

    type = forms.ChoiceField(label=_("Which sensors"))
    kind = forms.ChoiceField(
        label=_("What should be told"), choices=AlertRule.Kind.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = types  # type: ignore[attr-defined]


class RuleForm(MergingForm):
    """What every rule says, whatever its condition."""

    name = forms.CharField(
        label=_("Name in plain words"), max_length=120, help_text=_("Bins to empty")
    )
    attribute = forms.ChoiceField(label=_("Which value"))
    severity = forms.ChoiceField(label=_("How pressing"), choices=Severity.choices)
    id_pattern = forms.CharField(
        label=_("Only the entities whose identifier matches"),
        max_length=300,
        required=False,
        help_text=_("A regular expression, such as school|nursery. Empty: all."),
    )
    q = forms.CharField(
        label=_("Only the entities that match a query"),
        max_length=500,
        required=False,
        help_text=_('In the query language of NGSI-LD, such as category=="indoor". Empty: all.'),
    )
    closes = forms.BooleanField(
        required=False, label=_("Close the alert by itself once things are back to normal")
    )
    told_role = forms.ChoiceField(
        label=_("Write to everybody from this role up"),
        required=False,
        choices=[("", _("nobody")), *Role.choices],
    )
    told_members = forms.MultipleChoiceField(
        label=_("Write also to"), required=False, widget=forms.CheckboxSelectMultiple
    )

    condition_fields: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        authority: Authority,
        held: AlertRule,
        attributes: Choices = (),
        told: Sequence[Membership] = (),
        **kwargs: Any,
    ) -> None:
        self.held = held
        self.known = {str(each.pk): each for each in accounts.members(authority=authority)}
        initial = {name: getattr(held, name) for name in self.base_fields if name != "told_members"}
        initial["told_members"] = [str(each.pk) for each in told]
        if attributes:  # a new rule: no limit is proposed, it is theirs to choose
            initial["limit"] = None
        super().__init__(*args, initial=initial, **kwargs)
        people = [(key, str(each.user.email)) for key, each in self.known.items()]
        self.fields["told_members"].choices = people  # type: ignore[attr-defined]
        if attributes:
            self.fields["attribute"].choices = attributes  # type: ignore[attr-defined]
            self.fields["attribute"].required = held.kind != AlertRule.Kind.SILENCE
        else:
            del self.fields["attribute"]
        first = ("name", "attribute", *self.condition_fields, "severity")
        self.order_fields(first)

    def clean(self) -> dict[str, Any]:
        """What the filter of the entities must say."""
        cleaned = super().clean()
        for name in ("id_pattern", "q"):
            if name not in self.errors and cleaned.get(name):
                self._check_filter(name, cleaned[name])
        return cleaned

    def _check_filter(self, name: str, text: str) -> None:
        try:
            if name == "q":
                query_of(Rule("", self.held.condition, q=text))
            else:
                checked_pattern(text)
        except Problem as problem:
            self.add_error(
                name,
                _("The broker does not understand this. It says, in English: %(why)s")
                % {"why": problem.detail},
            )

    def values(self) -> dict[str, Any]:
        """The values of the rule as typed, without the members told."""
        return {n: v for n, v in self.cleaned_data.items() if n != "told_members"}

    def told(self) -> list[Membership]:
        """The members chosen."""
        return [self.known[key] for key in self.cleaned_data["told_members"]]

    def typed(self, *, unit: str) -> AlertRule:
        """The rule as typed, not kept."""
        whole = {
            name: getattr(self.held, name)
            for name in ("kind", "type", "attribute", "unit", "direction", "limit", "margin")
        }
        rule = AlertRule(authority=self.held.authority, **(whole | self.values()))
        rule.unit = unit
        return rule


class ThresholdForm(RuleForm):
    """Above or below a limit."""

    condition_fields = ("direction", "limit", "margin", "minutes")
    direction = forms.ChoiceField(label=_("Told when it is"), choices=AlertRule.Direction.choices)
    limit = NumberField(
        label=_("Limit"), widget=forms.TextInput(attrs=DECIMAL),
        help_text=_("In the unit of the value."),
    )  # fmt: skip
    margin = NumberField(
        label=_("Margin to be normal again"), min_value=0,
        widget=forms.TextInput(attrs=DECIMAL),
        help_text=_("With a limit of 80 and a margin of 10, above 80 alerts, 70 is normal again."),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("For at least (minutes)"), min_value=0, max_value=LONGEST_MINUTES,
        help_text=_("Between the first observation beyond the limit and the last. 0: at once."),
    )  # fmt: skip


class SilenceForm(RuleForm):
    """Nothing observed for some hours."""

    condition_fields = ("hours",)
    hours = forms.IntegerField(
        label=_("Hours without any observation"), min_value=1, max_value=LONGEST_HOURS,
        help_text=_("A sensor that never spoke is counted from the day it was declared."),
    )  # fmt: skip


class DriftForm(RuleForm):
    """A mean that moves away from that of before."""

    condition_fields = ("recent_days", "reference_days", "measure", "most")
    recent_days = forms.IntegerField(
        label=_("Mean of the last (days)"), min_value=1, max_value=LONGEST_RECENT
    )
    reference_days = forms.IntegerField(
        label=_("Against the mean of the days before (days)"),
        min_value=SHORTEST_REFERENCE,
        max_value=LONGEST_REFERENCE,
        help_text=_("Half of the days of each period must have a value; else nothing is said."),
    )
    measure = forms.ChoiceField(
        label=_("Difference counted in"), choices=AlertRule.Measure.choices,
        help_text=_("For temperatures in °C a percentage means nothing: choose the deviations."),
    )  # fmt: skip
    most = NumberField(
        label=_("Told beyond"), min_value=1e-9,
        widget=forms.TextInput(attrs=DECIMAL),
    )  # fmt: skip


FORMS: dict[str, type[RuleForm]] = {
    AlertRule.Kind.THRESHOLD: ThresholdForm,
    AlertRule.Kind.SILENCE: SilenceForm,
    AlertRule.Kind.DRIFT: DriftForm,
}


class NoteForm(forms.Form):
    """A note on an alert, or the reason it is closed."""

    note = forms.CharField(
        label=_("Note"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(NoteForm):
    """Why an alert is closed."""

    note = forms.CharField(
        label=_("Why it is closed"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A line is enough: “bin emptied”, “false alarm”…"),
    )
