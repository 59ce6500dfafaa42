"""The form of a plan: what each column of a file, or each value of a message, becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.broker.engine.entities import checked_name
from jalons.broker.engine.ingest.files.proposal import folded, planned
from jalons.broker.engine.ingest.mapping import mapping_of
from jalons.broker.engine.ingest.plan import Plan, PlannedColumn, code_of
from jalons.broker.engine.models import Model
from jalons.broker.engine.problems import Problem
from jalons.broker.store.models import models, subjects
from jalons.broker.store.units import symbol
from jalons.foundation.design.page_language import lang
from jalons.wording import colon

from . import refusal_words

PER_PAGE = 14
MOST_CHOICES, MOST_NAMED = 20, 100
KINDS = (
    ("number", gettext_lazy("a number")),
    ("text", gettext_lazy("a text")),
    ("boolean", gettext_lazy("yes or no")),
    ("date", gettext_lazy("a date")),
    ("any", gettext_lazy("as it comes")),
)
PLACES = {
    "none": gettext_lazy("The file has none"),
    "degrees": gettext_lazy("Longitude and latitude, in degrees"),
    "lambert93": gettext_lazy("X and Y in Lambert-93, in metres"),
    "point": gettext_lazy("One column “latitude, longitude”"),
    "envelope": gettext_lazy("The place the network knows"),
    "fixed": gettext_lazy("One fixed place, typed below"),
}


@dataclass(frozen=True, slots=True)
class ColumnLine:
    name: str
    samples: str
    attribute: BoundField
    unit: BoundField
    kind: BoundField


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields seldom needed, under a summary; ``open`` when they matter."""

    summary: str
    fields: tuple[BoundField, ...]
    open: bool = False


def model_of(name: str) -> Model | None:
    """The model of a name, a French label or an address."""
    wanted = folded(name)
    for model in models().values():
        if name == model.iri or wanted in (folded(model.name), folded(model.label)):
            return model
    return None


def context_of(model: Model) -> str:
    return subjects()[model.subject].context


class PlanForm(forms.Form):
    """The columns of a file and what they become.

    ``columns`` are (name, some values). Those of page ``page`` are shown, the others stay as
    planned.
    """

    places: tuple[str, ...] = ("none", "degrees", "lambert93", "point")

    type = forms.CharField(
        label=gettext_lazy("What is one row?"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "types"}),
        help_text=gettext_lazy(
            "A type of the list, such as Streetlight (point lumineux), or a word of your own."
        ),
    )
    identifier = forms.ChoiceField(
        label=gettext_lazy("Which column names it, always the same?"),
        help_text=gettext_lazy(
            "A number, a code: the next file finds the same entity again by it."
        ),
    )
    observed = forms.ChoiceField(
        label=gettext_lazy("Which column says when it was observed?"),
        required=False,
        help_text=gettext_lazy("As 24/11/2026 14:30, Paris time; else the moment of the import."),
    )
    place = forms.ChoiceField(label=gettext_lazy("How is the place stated?"))
    east = forms.CharField(
        label=gettext_lazy("Longitude, X, or the one column"), required=False, max_length=200
    )
    north = forms.CharField(label=gettext_lazy("Latitude, or Y"), required=False, max_length=200)
    blanks = forms.CharField(
        label=gettext_lazy("What means “not known”"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Separated by spaces. Unknown is kept as unknown, never as zero."),
    )

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        columns: Sequence[tuple[str, str]],
        page: int = 1,
        **kwargs: Any,
    ) -> None:
        initial = {
            "type": plan.type, "identifier": plan.identifier, "observed": plan.observed,
            "place": plan.place, "east": plan.east, "north": plan.north,
            "blanks": " ".join(plan.blanks), **kwargs.pop("initial", {}),
        }  # fmt: skip
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.plan, self.columns = plan, list(columns)
        choices = [("", "—"), *((name, name) for name, _samples in self.columns)]
        for name in ("identifier", "observed"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                if self.named:
                    field.widget = self._name_field()
                field.choices = choices
        for name in ("east", "north"):
            self.fields[name].widget = self._place_widget(choices)
        self.fields["place"].choices = [(key, PLACES[key]) for key in self.places]  # type: ignore[attr-defined]
        self._planned = {each.path: each for each in plan.columns}
        rest = [column for column in self.columns if not self._has_role(column[0])]
        self.pages = max(1, -(-len(rest) // PER_PAGE))
        self.page = min(max(1, page), self.pages)
        self.shown = rest[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]
        for rank, (name, _samples) in enumerate(self.shown):
            self._add(rank, name)

    def _place_widget(self, choices: Sequence[tuple[str, str]]) -> forms.Widget:
        return self._name_field() if self.named else forms.Select(choices=choices)

    def _name_field(self) -> forms.Widget:
        """A field to type the name of a column: long lists of choices would weigh too much."""
        return forms.TextInput(attrs={"list": "names"})

    @property
    def named(self) -> list[str]:
        """The names offered to type, when there are too many columns for lists of choices."""
        return [n for n, _ in self.columns[:MOST_NAMED]] if len(self.columns) > MOST_CHOICES else []

    def _has_role(self, name: str) -> bool:
        """Whether a column is only the identifier, the instant or the place."""
        known, plan = self._planned.get(name), self.plan
        roles = {plan.identifier, plan.observed}
        roles |= {plan.east, plan.north} if plan.place != "none" else set()
        return name in roles and not (known is not None and known.attribute)

    def _add(self, rank: int, name: str) -> None:
        known = self._planned.get(name, PlannedColumn(name))
        words = {"name": name}
        self.fields[f"attribute-{rank}"] = forms.CharField(
            required=False, max_length=100, initial=known.attribute,
            widget=forms.TextInput(attrs={
                "list": "attributes", "aria-label": _("Attribute of “%(name)s”") % words,
                "size": 18,
            }),
        )  # fmt: skip
        self.fields[f"unit-{rank}"] = forms.CharField(
            required=False, max_length=20, initial=symbol(known.unit),
            widget=forms.TextInput(
                attrs={"aria-label": _("Unit of “%(name)s”") % words, "size": 6}
            ),
        )  # fmt: skip
        self.fields[f"kind-{rank}"] = forms.ChoiceField(
            choices=KINDS, initial=known.kind,
            widget=forms.Select(attrs={"aria-label": _("Kind of “%(name)s”") % words}),
        )  # fmt: skip

    @property
    def lines(self) -> list[ColumnLine]:
        return [
            ColumnLine(name, samples, self[f"attribute-{r}"], self[f"unit-{r}"], self[f"kind-{r}"])
            for r, (name, samples) in enumerate(self.shown)
        ]

    @property
    def groups(self) -> list[FieldGroup]:
        """Fields under a summary; none for a file."""
        return []

    @property
    def heads(self) -> list[BoundField]:
        aside = {field.name for group in self.groups for field in group.fields}
        return [self[name] for name in self.fields if "-" not in name and name not in aside]

    @property
    def types(self) -> list[tuple[str, str]]:
        return sorted((model.name, model.label) for model in models().values())

    @property
    def attributes(self) -> list[tuple[str, str]]:
        """The attributes of the type that have a French name: name, label with the unit."""
        model = model_of(self["type"].value() or "")
        attributes = model.attributes.values() if model else ()
        return [
            (each.name, f"{each.label} ({each.unit})" if each.unit else each.label)
            for each in attributes
            if each.label and each.kind == "Property"
        ][:40]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._clean_columns(cleaned)
        if cleaned.get("place") in ("degrees", "lambert93", "fixed") and not (
            cleaned.get("east") and cleaned.get("north")
        ):
            self.add_error("place", _("Say which columns have the place."))
        if cleaned.get("place") == "point" and not cleaned.get("east"):
            self.add_error("east", _("Say which column has the place."))
        if not self.errors:
            try:
                mapping_of(self.written().mapping())
            except Problem as problem:
                self.add_error(None, refusal_words.sentence(problem))
        return cleaned

    def _clean_columns(self, cleaned: dict[str, Any]) -> None:
        seen: set[str] = set()
        for rank, _column in enumerate(self.shown):
            field = f"attribute-{rank}"
            name = (cleaned.get(field) or "").strip()
            if not name:
                continue
            try:
                checked_name(name) if ":" not in name else None
            except Problem:
                self.add_error(field, _("Letters, digits and _ only, such as temperature."))
            if name in seen or name in ("id", "type", "location"):
                self.add_error(field, _("This name is taken: choose another one."))
            seen.add(name)
            unit = code_of(cleaned.get(f"unit-{rank}") or "")
            if unit and not (unit.isascii() and unit.isalnum() and len(unit) <= 3):
                self.add_error(
                    f"unit-{rank}",
                    _("Unknown unit: write its sign (°C, %, kWh) or its UN/CEFACT code."),
                )

    def written(self) -> Plan:
        cleaned = self.cleaned_data
        model = model_of(cleaned["type"])
        changed = dict(self._planned)
        for rank, (name, _samples) in enumerate(self.shown):
            changed[name] = PlannedColumn(
                name,
                (cleaned.get(f"attribute-{rank}") or "").strip(),
                code_of(cleaned.get(f"unit-{rank}") or ""),
                cleaned.get(f"kind-{rank}") or "any",
            )
        return replace(
            self.plan,
            type=model.name if model else cleaned["type"].strip(),
            context=context_of(model) if model else "",
            identifier=cleaned.get("identifier", self.plan.identifier) or "",
            observed=cleaned.get("observed") or "",
            place=cleaned["place"],
            east=cleaned["east"],
            north=cleaned["north"],
            blanks=tuple(dict.fromkeys(cleaned["blanks"].split()))
            if "blanks" in cleaned
            else self.plan.blanks,
            columns=tuple(changed[name] for name, _ in self.columns if name in changed),
        )


def offered_plan(plan: Plan, columns: Sequence[tuple[str, Sequence[str]]]) -> Plan:
    """The plan with the attributes of its type, in place of those typed."""
    model = model_of(plan.type)
    aside = {plan.identifier, plan.observed, plan.east, plan.north} - {""}
    rest = [(name, values) for name, values in columns if name not in aside]
    return replace(plan, columns=planned(rest, model))


def column_errors(form: forms.Form) -> list[str]:
    """The errors of the fields of columns, each with the name of its column."""
    if not form.errors:
        return []
    texts = []
    for name, errors in form.errors.items():
        if "-" in name:
            label = form.fields[name].widget.attrs.get("aria-label", name)
            texts += [f"{label}{colon(lang())}{error}" for error in errors]
    return texts
