"""What people say of the actions, the axes and the plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.fields import LongText
from jalons.foundation.design.merging import MergingForm
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.fields import (
    EMPTY,
    NOBODY,
    UNTOUCHED,
    Documents,
    Lines,
    capitalised,
    day,
)
from jalons.strategy.web.roadmap.models import Action

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("What"), ("number", "title", "description", "parent")),
    (gettext_lazy("Where it stands"), ("status", "priority", "start", "end")),
    (
        gettext_lazy("Who"),
        ("lead_user", "lead_name", "elected_referent", "departments", "partners", "participation"),
    ),
    (
        gettext_lazy("What it serves"),
        ("axis", "main", "commitments", "linked_plans", "indicators"),
    ),
    (gettext_lazy("Documents and notes"), ("documents", "confidential")),
)


class ActionForm(MergingForm):
    """A sheet, new or changed; ``values()`` is what the actions take."""

    number = forms.CharField(label=pgettext_lazy("action", "number"), max_length=20, required=False)
    title = forms.CharField(label=gettext_lazy("title"), max_length=300)
    description = LongText(label=gettext_lazy("description"), required=False, max_length=20_000)
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(label=gettext_lazy("status"), choices=Action.Status.choices)
    priority = forms.ChoiceField(label=gettext_lazy("priority"), choices=Action.Priority.choices)
    start = day(gettext_lazy("start"))
    end = day(gettext_lazy("end"))
    lead_user = forms.ChoiceField(label=gettext_lazy("lead, a member"), required=False)
    lead_name = forms.CharField(
        label=gettext_lazy("lead, somebody else"),
        help_text=gettext_lazy("Used when no member is chosen: a name or a department."),
        max_length=150,
        required=False,
    )
    elected_referent = forms.CharField(
        label=gettext_lazy("elected referent"), max_length=150, required=False
    )
    departments = Lines(
        label=gettext_lazy("departments"), help_text=gettext_lazy("One per line."), required=False
    )
    partners = Lines(
        label=gettext_lazy("partners"), help_text=gettext_lazy("One per line."), required=False
    )
    participation = forms.ChoiceField(
        label=gettext_lazy("citizen participation"), choices=Action.Participation.choices
    )
    axis = forms.ChoiceField(label=gettext_lazy("axis"), required=False)
    main = forms.ChoiceField(label=gettext_lazy("main commitment"), required=False)
    commitments = forms.MultipleChoiceField(
        label=gettext_lazy("other commitments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    linked_plans = forms.MultipleChoiceField(
        label=gettext_lazy("linked plans"), required=False, widget=forms.CheckboxSelectMultiple
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

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        data = args[0] if args else None
        numbers = _numbers(action, data)
        super().__init__(*args, initial=_initial(action), **kwargs)
        authority = action.authority
        self._choices("lead_user", [(each.pk, each) for each in queries.members(authority)])
        self._choices("axis", [(each.axis.pk, each.label) for each in queries.axes(authority)])
        commitments = [(n, wording.commitment(n)) for n in _all_numbers()]
        self._choices("main", commitments)
        self._choices("commitments", commitments, several=True)
        self._choices(
            "linked_plans", [(each.pk, each) for each in queries.plans(authority)], several=True
        )
        self._choices("indicators", _indicators(numbers, action.indicators), several=True)
        for name in ("linked_plans", "indicators"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]
        capitalised(self)

    def _choices(
        self, name: str, pairs: Iterable[tuple[Any, Any]], *, several: bool = False
    ) -> None:
        found = [(str(key), str(words)) for key, words in pairs]
        self.fields[name].choices = found if several else [EMPTY, *found]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, beside the field."""
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end is before the start. Mend one of the two days."))
        return cleaned

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by short sections, hidden ones aside."""
        return [
            (str(title), [self[name] for name in names if name in self.fields and name != "parent"])
            for title, names in SECTIONS
        ]

    def values(self) -> dict[str, Any]:
        """The values by name of the sheet, references by their key."""
        held = dict(self.cleaned_data)
        main = held.pop("main")
        others = [int(each) for each in held["commitments"] if each != main]
        held["commitments"] = [*([int(main)] if main else []), *sorted(others)]
        held["axis"] = int(held["axis"]) if held["axis"] else None
        held["lead_user"] = int(held["lead_user"]) if held["lead_user"] else None
        held["parent"] = _uuid(held["parent"])
        if "linked_plans" in held:
            held["linked_plans"] = [int(each) for each in held["linked_plans"]]
        held["documents"] = [{"name": each.name, "link": each.link} for each in held["documents"]]
        return held


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _initial(action: Action) -> dict[str, Any]:
    """What is stored of a sheet, as its form shows it."""
    plain = (
        "number", "title", "description", "status", "priority", "start", "end", "lead_name",
        "elected_referent", "departments", "partners", "participation", "documents", "confidential",
    )  # fmt: skip
    held = {name: getattr(action, name) for name in plain}
    numbers = [str(each) for each in action.commitments]
    return held | {
        "parent": str(action.parent_id or ""),
        "lead_user": str(action.lead_user_id or ""),
        "axis": str(action.axis_id or ""),
        "main": numbers[0] if numbers else "",
        "commitments": numbers[1:],
        "indicators": list(action.indicators),
        "linked_plans": [str(plan.pk) for plan in action.linked_plans.all()],
    }


def _all_numbers() -> list[int]:
    return [each.number for each in manifesto().commitments]


def _numbers(action: Action, data: Any) -> set[int]:
    """The commitments a sheet has, or is being given: they decide which indicators are offered."""
    found = set(action.commitments)
    if data is not None:
        typed = [data.get("main", ""), *data.getlist("commitments")]
        found |= {int(each) for each in typed if each.isdecimal()}
    return found


def _indicators(numbers: set[int], held: Sequence[str]) -> list[tuple[str, str]]:
    """The indicators of these commitments, and those already chosen."""
    sheets = catalogue().indicators.values()
    ids = [each.id for each in sheets if each.commitment in numbers or each.id in held]
    gone = [each for each in held if each not in ids]
    return [(each, wording.indicator(each)) for each in [*ids, *gone]]


class ParentForm(forms.Form):
    """The action another one belongs to."""

    parent = forms.ChoiceField(label=gettext_lazy("parent action"), required=False)

    def __init__(self, data: Any = None, *, action: Action) -> None:
        super().__init__(data, initial={"parent": str(action.parent_id or "")})
        held = queries.actions(action.authority).exclude(pk=action.pk)
        field = self.fields["parent"]
        field.choices = [  # type: ignore[attr-defined]
            ("", _("none: it stands by itself")),
            *(
                (str(pk), f"{number} {title}".strip())
                for pk, number, title in held.values_list("pk", "number", "title")
            ),
        ]
        capitalised(self)

    @property
    def key(self) -> UUID | None:
        """The key of the parent chosen."""
        return _uuid(self.cleaned_data["parent"])


class BulkForm(forms.Form):
    """What several sheets are to become; a field left alone changes nothing."""

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
        axes = [(str(each.axis.pk), each.label) for each in queries.axes(authority)]
        people = [(str(each.pk), str(each)) for each in queries.members(authority)]
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
            self.add_error("end", _("The end is before the start. Mend one of the two days."))
        if not self.errors and not self.values():
            raise forms.ValidationError(_("Choose at least one thing to change."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The values told, by name of the sheet; naming a member empties the free name."""
        held = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("axis", "lead_user"):
            if name in held:
                held[name] = None if held[name] == NOBODY[0] else int(held[name])
        if held.get("lead_user"):
            held["lead_name"] = ""
        elif held.get("lead_name"):
            held["lead_user"] = None
        return held


# What follows a sheet -----------------------------------------------------------------------------
