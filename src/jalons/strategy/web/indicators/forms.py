"""Forms of the figures: a value, an objective, the source trusted first, a pasted table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.fields import LongText
from jalons.foundation.design.page_language import editable_number, error_words, lang
from jalons.foundation.register.forms import RecordForm
from jalons.strategy.engine.catalogue import Indicator, StrategyError
from jalons.strategy.engine.indicators.grid import check_value, read_number, to_unit
from jalons.strategy.engine.indicators.sdmx import period_text, read_period
from jalons.strategy.engine.indicators.trajectory import Course, Point
from jalons.strategy.store import catalogue
from jalons.strategy.web.indicators.actions import Declaration, course_values, facts_of
from jalons.strategy.web.indicators.models import (
    MOST_TEXT,
    DeclaredValue,
    IndicatorRecord,
    Objective,
)
from jalons.strategy.web.observations.figures import unit_words
from jalons.tabular.files.text_files import decoded

MOST_POINTS = 30


def amount_of(text: str, sheet: Indicator, unit: str = "") -> float:
    """The typed number, in the unit of the indicator; an empty one is refused.

    Raises ``StrategyError``: ``number_unreadable``, ``value_unit``, ``value_share``.
    """
    read = read_number(text)
    if read is None:
        raise StrategyError("number_unreadable", value=text)
    amount = to_unit(read[0], read[1] or unit, sheet)
    check_value(amount, sheet)
    return amount


def _number(label: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.CharField(label=label, max_length=60, widget=widget)


class PeriodField(forms.CharField):
    """A period as people write it: a year, a quarter, a month, a day, or two days."""

    def to_python(self, value: Any) -> str:
        """The period in its plain form; refused with the way to write it."""
        text = str(super().to_python(value) or "")
        if not text:
            return ""
        try:
            return period_text(read_period(text))
        except StrategyError as error:
            raise forms.ValidationError(error_words(error)) from error


class _IndicatorForm[M: IndicatorRecord](RecordForm[M]):
    """A form on a record of an indicator, chosen once; ``found`` is what it writes, once valid."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))

    def __init__(self, data: Any = None, *, instance: M, **kwargs: Any) -> None:
        self.stored = copy(instance)
        self.found: dict[str, Any] = {}
        super().__init__(data, instance=instance, **kwargs)
        if instance.indicator:
            del self.fields["indicator"]

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        sheets = catalogue().indicators.values() if name == "indicator" else ()
        return [(sheet.id, sheet.name.to(lang())) for sheet in sheets]

    @property
    def sheet(self) -> Indicator | None:
        return catalogue().indicators.get(self.instance.indicator)

    @property
    def definition(self) -> str:
        return self.sheet.definition.to(lang()) if self.sheet else ""

    def clean(self) -> dict[str, Any]:
        """Read what was typed, each refusal at its field."""
        cleaned = super().clean()
        self.instance.indicator = self.instance.indicator or cleaned.get("indicator", "")
        if not self.errors and self.sheet is not None:
            self.found = {"indicator": self.sheet.id, **self.read(self.sheet, cleaned)}
            for name, value in self.found.items():
                setattr(self.instance, name, value)
        return cleaned

    def read(self, sheet: Indicator, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The values to write; what cannot be read is said at its field."""
        raise NotImplementedError

    def values(self) -> Mapping[str, Any]:
        return self.found


class ValueForm(_IndicatorForm[DeclaredValue]):
    """A value of an indicator, typed in any unit of the same kind."""

    period = PeriodField(
        label=gettext_lazy("Period"),
        max_length=40,
        help_text=gettext_lazy("A year (2026), a quarter (2026-Q2), a month (2026-04)."),
    )
    value = _number(gettext_lazy("Value"))
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60, required=False)
    field_order = ("indicator", "period", "value", "unit", "source", "link", "comment")

    class Meta:
        model = DeclaredValue
        fields = ("source", "link", "comment")
        field_classes = {"comment": LongText}
        labels = {"link": gettext_lazy("Link to the source")}

    def __init__(self, data: Any = None, *, instance: DeclaredValue, **kwargs: Any) -> None:
        sheet = catalogue().indicators.get(instance.indicator)
        unit = sheet.unit.symbol if sheet else ""
        initial = {"period": str(timezone.localdate().year), "unit": unit}
        if not instance.is_new:
            initial["period"] = period_text(instance.period)
            initial["value"], initial["unit"] = editable_number(instance.value), instance.unit
        super().__init__(data, instance=instance, initial=initial, **kwargs)
        if unit:
            text = _("Stored in %(unit)s: a unit of the same kind is converted.")
            self.fields["unit"].help_text = text % {"unit": unit}

    def read(self, sheet: Indicator, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The value in the unit of the sheet; an approved one that changes is to approve again."""
        texts = {name: cleaned[name] for name in ("source", "link", "comment")}
        try:
            amount = amount_of(cleaned["value"], sheet, cleaned["unit"])
            declared = Declaration(sheet.id, read_period(cleaned["period"]), amount, **texts)
            return self.stored.rewritten(facts_of(declared))
        except StrategyError as error:
            field = "unit" if error.code == "value_unit" else "value"
            self.add_error(field, error_words(error))
            return {}


class ObjectiveForm(_IndicatorForm[Objective]):
    """An objective: from a baseline, by steps, to the target."""

    baseline = _number(gettext_lazy("Baseline value"))
    target = _number(gettext_lazy("Target value"))
    points = LongText(
        label=gettext_lazy("Steps in between"),
        required=False,
        max_length=MOST_TEXT,
        help_text=gettext_lazy(
            "One per line, a day then a value: 2028-12-31 120. Empty: a straight line."
        ),
    )
    field_order = (
        "indicator", "baseline_on", "baseline", "target_on", "target", "points", "decided_by",
    )  # fmt: skip

    class Meta:
        model = Objective
        fields = ("decided_by", "baseline_on", "target_on")

    def __init__(self, data: Any = None, *, instance: Objective, **kwargs: Any) -> None:
        initial = {}
        if not instance.is_new:
            steps = (f"{day} {editable_number(value)}" for day, value in instance.steps)
            initial = {
                "baseline": editable_number(instance.baseline),
                "target": editable_number(instance.target),
                "points": "\n".join(steps),
            }
        super().__init__(data, instance=instance, initial=initial, **kwargs)
        if self.sheet:
            for name in ("baseline", "target"):
                self.fields[name].help_text = _("In %(unit)s.") % {"unit": unit_words(self.sheet)}

    def read(self, sheet: Indicator, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The course: refused where it goes back in time."""
        start = self._amount("baseline", cleaned["baseline"], sheet)
        end = self._amount("target", cleaned["target"], sheet)
        steps = self._steps(cleaned["points"], sheet)
        if self.errors:
            return {}
        try:
            target = Point(cleaned["target_on"], end)
            course = Course(Point(cleaned["baseline_on"], start), (*steps, target))
        except StrategyError as error:
            self.add_error("points" if steps else "target_on", error_words(error))
            return {}
        return course_values(course, cleaned["decided_by"])

    def _amount(self, name: str, text: str, sheet: Indicator) -> float:
        try:
            return amount_of(text, sheet)
        except StrategyError as error:
            self.add_error(name, error_words(error))
            return 0.0

    def _steps(self, text: str, sheet: Indicator) -> list[Point]:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if len(lines) > MOST_POINTS:
            self.add_error("points", _("At most %(most)s steps.") % {"most": MOST_POINTS})
        found = []
        for line in lines[:MOST_POINTS]:
            day, _space, value = line.partition(" ")
            try:
                found.append(Point(date.fromisoformat(day), self._amount("points", value, sheet)))
            except ValueError:
                text = _("“%(line)s” does not start with a day: write 2028-12-31 120.")
                self.add_error("points", text % {"line": line[:40]})
        return found


class TrustForm(forms.Form):
    first = forms.ChoiceField(label=gettext_lazy("Source trusted first"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = choices  # type: ignore[attr-defined]

    def order(self) -> list[str]:
        first = self.cleaned_data["first"]
        known = [value for value, _label in self.fields["first"].choices]  # type: ignore[attr-defined]
        return [first, *(each for each in known if each != first)]


class PasteForm(forms.Form):
    table = forms.CharField(
        label=gettext_lazy("Cells copied from your spreadsheet"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "First line: the years. First column: the name or the id of the indicator."
            " An empty cell changes nothing."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file exported from this page"),
        required=False,
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        """The text of the file takes the place of the pasted one."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is not None:
            if file.size > 2_000_000:
                self.add_error("file", _("This file is larger than 2 MB."))
                return cleaned
            text = _text_of(file.read())
            if text is None:
                self.add_error("file", _("This file is not text: export the table as CSV."))
            else:
                cleaned["table"] = text
        return cleaned


def _text_of(content: bytes) -> str | None:
    """The text of a file in any encoding of spreadsheets, None for what is no text."""
    try:
        text = decoded(content).text
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text
