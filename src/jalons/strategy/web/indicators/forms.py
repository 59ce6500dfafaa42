"""Forms of the figures: a value, an objective, what is followed, a pasted table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.merging import MergingForm
from jalons.foundation.design.page_language import editable_number, error_words
from jalons.strategy.engine.catalogue import Indicator, StrategyError
from jalons.strategy.engine.grid import check_value, read_number, to_unit
from jalons.strategy.engine.sdmx import period_text, read_period
from jalons.strategy.engine.trajectory import Course, Point
from jalons.strategy.web.figures import unit_words
from jalons.strategy.web.indicators.actions import Aim, Declaration, period_of
from jalons.strategy.web.indicators.models import DeclaredValue, Objective
from jalons.strategy.web.indicators.queries import course_of

MOST_TEXT = 5_000
MOST_POINTS = 30


def _known(text: str) -> tuple[float, str]:
    """A number and its unit; unknown is refused where a value is wanted."""
    read = read_number(text)
    if read is None:
        raise StrategyError("number_unreadable", value=text)
    return read


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


class ValueForm(MergingForm):
    """A value of an indicator; what is stored now is its ``initial``."""

    period = PeriodField(
        label=gettext_lazy("Period"),
        max_length=40,
        help_text=gettext_lazy("A year (2026), a quarter (2026-Q2), a month (2026-04)."),
    )
    value = forms.CharField(
        label=gettext_lazy("Value"),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=60, required=False)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Who says it: a register, an invoice, a survey…"),
    )
    link = forms.URLField(
        label=gettext_lazy("Link to the source"), required=False, assume_scheme="https"
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, sheet: Indicator, row: DeclaredValue | None, year: int, **kwargs: Any
    ) -> None:
        self.sheet = sheet
        initial: dict[str, Any] = {"period": str(year), "unit": sheet.unit.symbol}
        if row:
            initial = {
                "period": period_text(period_of(row)),
                "value": editable_number(row.value),
                "unit": row.unit,
                "source": row.source,
                "link": row.link,
                "comment": row.comment,
            }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["unit"].help_text = _(
            "Kept in %(unit)s: a unit of the same kind is converted."
        ) % {"unit": sheet.unit.symbol}

    def clean_comment(self) -> str:
        """The comment with plain ends of lines."""
        return str(self.cleaned_data["comment"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        """Refuse a value that is no number, or a unit of another kind."""
        cleaned = super().clean()
        if "value" in cleaned:
            try:
                number, unit = _known(cleaned["value"])
                unit = unit or cleaned.get("unit", "")
                check_value(to_unit(number, unit, self.sheet), self.sheet)
            except StrategyError as error:
                self.add_error(
                    "unit" if error.code == "value_unit" else "value", error_words(error)
                )
        return cleaned

    def declaration(self) -> Declaration:
        """What was typed, once valid."""
        held = self.cleaned_data
        number, unit = _known(held["value"])
        return Declaration(
            indicator=self.sheet.id,
            period=read_period(held["period"]),
            value=number,
            unit=unit or held["unit"],
            source=held["source"],
            link=held["link"],
            comment=held["comment"],
        )


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


class ObjectiveForm(MergingForm):
    """An objective: from a baseline, by points, to the last one, which is the target."""

    baseline_on = _day(gettext_lazy("Baseline date"))
    baseline = forms.CharField(label=gettext_lazy("Baseline value"), max_length=40)
    target_on = _day(gettext_lazy("Target date"))
    target = forms.CharField(label=gettext_lazy("Target value"), max_length=40)
    points = forms.CharField(
        label=gettext_lazy("Steps in between"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One per line, a day then a value: 2028-12-31 120. Empty: a straight line."
        ),
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Decision"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The deliberation or the plan that sets it."),
    )

    def __init__(self, *args: Any, sheet: Indicator, row: Objective | None, **kwargs: Any) -> None:
        self.sheet = sheet
        initial = _course_initial(course_of(row)) | {"decided_by": row.decided_by} if row else {}
        super().__init__(*args, initial=initial, **kwargs)
        for name in ("baseline", "target"):
            self.fields[name].help_text = _("In %(unit)s.") % {"unit": unit_words(sheet)}
        self.course: Course | None = None

    def _number(self, name: str, text: str) -> float | None:
        try:
            number, unit = _known(text)
            value = to_unit(number, unit, self.sheet)
            check_value(value, self.sheet)
        except StrategyError as error:
            self.add_error(name, error_words(error))
            return None
        return value

    def clean_points(self) -> str:
        """The steps with plain ends of lines."""
        return str(self.cleaned_data["points"]).replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        """Refuse a course that goes back in time, and say where."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        start = self._number("baseline", cleaned["baseline"])
        end = self._number("target", cleaned["target"])
        steps = self._steps(cleaned["points"])
        if self.errors or start is None or end is None:
            return cleaned
        try:
            self.course = Course(
                Point(cleaned["baseline_on"], start),
                (*steps, Point(cleaned["target_on"], end)),
            )
        except StrategyError as error:
            self.add_error("points" if steps else "target_on", error_words(error))
        return cleaned

    def _steps(self, text: str) -> list[Point]:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > MOST_POINTS:
            self.add_error("points", _("At most %(most)s steps.") % {"most": MOST_POINTS})
            return []
        found = []
        for line in lines:
            day, _space, value = line.strip().partition(" ")
            try:
                on = date.fromisoformat(day)
            except ValueError:
                self.add_error(
                    "points",
                    _("“%(line)s” does not start with a day: write 2028-12-31 120.")
                    % {"line": line.strip()[:40]},
                )
                continue
            number = self._number("points", value)
            if number is not None:
                found.append(Point(on, number))
        return found

    def aim(self) -> Aim:
        """The objective, once valid."""
        assert self.course is not None  # noqa: S101  (valid)
        return Aim(self.course, self.cleaned_data["decided_by"])


def _course_initial(course: Course) -> dict[str, Any]:
    *steps, target = course.points
    return {
        "baseline_on": course.baseline.on,
        "baseline": editable_number(course.baseline.value),
        "target_on": target.on,
        "target": editable_number(target.value),
        "points": "\n".join(
            f"{each.on.isoformat()} {editable_number(each.value)}" for each in steps
        ),
    }


class TrustForm(forms.Form):
    """Which source of an indicator comes first."""

    first = forms.ChoiceField(label=gettext_lazy("Source trusted first"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = choices  # type: ignore[attr-defined]

    def order(self) -> list[str]:
        """Every source, the chosen one first."""
        first = self.cleaned_data["first"]
        known = [value for value, _label in self.fields["first"].choices]  # type: ignore[attr-defined]
        return [first, *(each for each in known if each != first)]


class PasteForm(forms.Form):
    """A table pasted from a spreadsheet, or a file exported from here."""

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
            try:
                cleaned["table"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("This file is not text in UTF-8."))
        return cleaned
