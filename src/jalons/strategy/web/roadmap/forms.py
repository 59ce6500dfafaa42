"""Forms of the actions: one sheet, its parent, several sheets at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.fields import LongText
from jalons.foundation.design.lookups import whole_number
from jalons.foundation.register.forms import RecordForm, Section
from jalons.strategy.engine.roadmap.roadmap import is_web
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.actions import FIELDS
from jalons.strategy.web.roadmap.models import Action

MOST_LINES = 60
LONGEST_LINE = 200


class Lines(forms.CharField):
    """A list, one item per line: blank lines and repeats are dropped."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def validate(self, value: Any) -> None:
        """Refuse a line too long, or too many of them."""
        super().validate(value)
        if len(value) > MOST_LINES:
            raise forms.ValidationError(
                _("At most %(most)s lines, there are %(count)s.")
                % {"most": MOST_LINES, "count": len(value)}
            )
        for line in value:
            if len(str(line)) > LONGEST_LINE:
                raise forms.ValidationError(
                    _("This line has more than %(most)s characters: “%(line)s…”.")
                    % {"most": LONGEST_LINE, "line": str(line)[:40]}
                )

    def run_validators(self, value: Any) -> None:
        """A list has no other rule than those of its lines."""


@dataclass(frozen=True, slots=True)
class DocumentLink:
    name: str
    link: str

    def __str__(self) -> str:
        return f"{self.name} {self.link}".strip()


class Documents(Lines):
    """Documents, one per line: a name, then an address."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "\n".join(
                f"{each['name']} {each['link']}" if isinstance(each, dict) else str(each)
                for each in value
            )
        return value

    def to_python(self, value: Any) -> Any:
        return [self._document(line) for line in super().to_python(value)]

    def _document(self, line: str) -> DocumentLink:
        name, _space, link = line.rpartition(" ")
        if is_web(link):
            return DocumentLink(name.strip() or link, link)
        return DocumentLink(line, "")

    def validate(self, value: Any) -> None:
        """Refuse a document without an address of the web."""
        forms.Field.validate(self, value)
        for each in value:
            if not each.link:
                raise forms.ValidationError(
                    _("“%(line)s” has no address: end the line with https://…")
                    % {"line": each.name[:60]}
                )


def day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


def capitalised(form: forms.BaseForm) -> None:
    """Start each label with a capital."""
    for field in form.fields.values():
        field.label = capfirst(str(field.label))


EMPTY = ("", gettext_lazy("—"))
UNTOUCHED = ("", gettext_lazy("leave as it is"))
NOBODY = ("-", gettext_lazy("none"))


class ActionForm(RecordForm[Action]):
    """A sheet, new or changed: the fields of its model, lists typed line by line."""

    sections = (
        Section(gettext_lazy("What"), ("number", "title", "description", "parent")),
        Section(gettext_lazy("Where it stands"), ("status", "priority", "start", "end")),
        Section(
            gettext_lazy("Who"),
            ("lead_user", "lead_name", "elected_referent", "departments", "partners",
             "participation"),
        ),
        Section(
            gettext_lazy("What it serves"),
            ("axis", "main", "commitments", "linked_plans", "indicators"),
        ),
        Section(gettext_lazy("Documents and notes"), ("documents", "confidential")),
    )  # fmt: skip
    description = LongText(label=gettext_lazy("description"), required=False, max_length=20_000)
    departments = Lines(
        label=gettext_lazy("departments"), help_text=gettext_lazy("One per line."), required=False
    )
    partners = Lines(
        label=gettext_lazy("partners"), help_text=gettext_lazy("One per line."), required=False
    )
    main = forms.ChoiceField(label=gettext_lazy("main commitment"), required=False)
    commitments = forms.MultipleChoiceField(
        label=gettext_lazy("other commitments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("indicators"), required=False, widget=forms.CheckboxSelectMultiple
    )
    documents = Documents(
        label=gettext_lazy("documents"),
        help_text=gettext_lazy("One per line: a name, then its address (https://…)."),
        required=False,
    )
    confidential = LongText(
        label=gettext_lazy("confidential notes"),
        help_text=gettext_lazy("Seen by contributors and above; never published, never exported."),
        required=False,
        max_length=20_000,
    )

    class Meta:
        model = Action
        fields = FIELDS
        labels = {"lead_name": gettext_lazy("lead, somebody else")}
        help_texts = {
            "lead_name": gettext_lazy("Used when no member is chosen: a name or a department.")
        }
        widgets = {"parent": forms.HiddenInput, "linked_plans": forms.CheckboxSelectMultiple}

    def __init__(self, data: Any = None, *, instance: Action, **kwargs: Any) -> None:
        commitment_numbers = [str(commitment) for commitment in instance.commitments]
        numbers = {
            "main": commitment_numbers[0] if commitment_numbers else "",
            "commitments": commitment_numbers[1:],
        }
        super().__init__(data, instance=instance, initial=numbers, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["lead_user"].queryset = queries.members(self.authority)
        fields["lead_user"].empty_label = EMPTY[1]
        axes = [(axis.axis.pk, axis.label) for axis in queries.axes(self.authority)]
        fields["axis"].choices = [EMPTY, *axes]
        commitments = [(str(n), wording.commitment(n)) for n in _all_numbers()]
        fields["main"].choices = [EMPTY, *commitments]
        fields["commitments"].choices = commitments
        fields["indicators"].choices = _indicators(_numbers(instance, data), instance.indicators)
        for name in ("linked_plans", "indicators"):
            if not fields[name].choices:
                del fields[name]

    def clean(self) -> dict[str, Any]:
        """The values as the sheet has them; days in the wrong order are refused beside theirs."""
        found = super().clean() or self.cleaned_data
        start, end = found.get("start"), found.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end is before the start. Correct one of the two days."))
        if "commitments" in found:
            main = [int(found["main"])] if found.get("main") else []
            others = sorted(int(each) for each in found["commitments"])
            found["commitments"] = [*main, *(each for each in others if each not in main)]
        if "documents" in found:
            found["documents"] = [{"name": each.name, "link": each.link}
                                  for each in found["documents"]]  # fmt: skip
        return found


def _all_numbers() -> list[int]:
    return [commitment.number for commitment in manifesto().commitments]


def _numbers(action: Action, data: Any) -> set[int]:
    """The commitments of a sheet, stored or typed: they decide which indicators are offered."""
    found = set(action.commitments)
    if data is not None:
        typed = [data.get("main", ""), *data.getlist("commitments")]
        found |= {number for each in typed if (number := whole_number(each))}
    return found


def _indicators(numbers: set[int], chosen: Sequence[str]) -> list[tuple[str, str]]:
    """The indicators of these commitments, and those already chosen."""
    sheets = catalogue().indicators.values()
    ids = [sheet.id for sheet in sheets if sheet.commitment in numbers or sheet.id in chosen]
    gone = [each for each in chosen if each not in ids]
    return [(each, wording.indicator(each)) for each in [*ids, *gone]]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class ParentForm(forms.Form):
    parent = forms.ChoiceField(label=gettext_lazy("parent action"), required=False)

    def __init__(self, data: Any = None, *, action: Action) -> None:
        super().__init__(data, initial={"parent": str(action.parent_id or "")})
        others = queries.actions(action.authority).exclude(pk=action.pk)
        field = self.fields["parent"]
        field.choices = [  # type: ignore[attr-defined]
            ("", _("none: it stands by itself")),
            *(
                (str(pk), f"{number} {title}".strip())
                for pk, number, title in others.values_list("pk", "number", "title")
            ),
        ]
        capitalised(self)

    @property
    def key(self) -> UUID | None:
        return _uuid(self.cleaned_data["parent"])


class BulkForm(forms.Form):
    """New values for several sheets; an empty field changes nothing."""

    status = forms.ChoiceField(label=gettext_lazy("status"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("priority"), required=False)
    axis = forms.ChoiceField(label=gettext_lazy("axis"), required=False)
    lead_user = forms.ChoiceField(label=gettext_lazy("lead, a member"), required=False)
    lead_name = forms.CharField(
        label=gettext_lazy("lead, somebody else"), max_length=150, required=False
    )
    start = day(gettext_lazy("start"))
    end = day(gettext_lazy("end"))
    departments = Lines(
        label=gettext_lazy("departments to add"),
        help_text=gettext_lazy("One per line."),
        required=False,
    )

    def __init__(self, *args: Any, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        axes = [(str(axis.axis.pk), axis.label) for axis in queries.axes(authority)]
        people = [(str(member.pk), str(member)) for member in queries.members(authority)]
        for name, choices in (
            ("status", [UNTOUCHED, *Action.Status.choices]),
            ("priority", [UNTOUCHED, *Action.Priority.choices]),
            ("axis", [UNTOUCHED, NOBODY, *axes]),
            ("lead_user", [UNTOUCHED, NOBODY, *people]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        capitalised(self)

    def clean(self) -> dict[str, Any]:
        """Refuse a change that changes nothing, and days in the wrong order."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end is before the start. Correct one of the two days."))
        if not self.errors and not self.values():
            raise forms.ValidationError(_("Choose at least one thing to change."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values filled in, by field of the sheet; naming a member empties the free name."""
        filled = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("axis", "lead_user"):
            if name in filled:
                filled[name] = None if filled[name] == NOBODY[0] else int(filled[name])
        if filled.get("lead_user"):
            filled["lead_name"] = ""
        elif filled.get("lead_name"):
            filled["lead_user"] = None
        return filled
