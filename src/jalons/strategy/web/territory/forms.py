"""Forms of the territory: a public file, a figure somebody knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.design.page_language import editable_number, error_words
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.register.forms import RecordForm
from jalons.kernel import Interval
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.indicators.grid import read_number
from jalons.strategy.engine.territory.known import REPLACING, UNITS, Known, KnownName
from jalons.strategy.web.territory.models import TerritorySheet
from jalons.strategy.web.territory.queries import known_of

ALLOCATING = (KnownName.HOUSEHOLDS, KnownName.FIRMS)
MOST_BYTES = 20_000_000
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_DAY = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?")


def _number_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The public file"),
        help_text=gettext_lazy("CSV as published, alone or in its ZIP: at most 20 MB."),
        widget=FileDrop(attrs={"accept": ".csv,.zip,.gz,.txt"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the file comes from"),
        max_length=200,
        help_text=gettext_lazy("For instance: INSEE, comparateur de territoires."),
    )
    vintage = forms.IntegerField(
        label=gettext_lazy("Year of the figures"),
        required=False,
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        help_text=gettext_lazy("Only if the headings of the file do not say it."),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """A file that is not too large to be read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            most = MOST_BYTES // 1_000_000
            raise forms.ValidationError(
                error_words(StrategyError("territory_file_large", name=file.name, most=most))
            )
        return file


class FigureForm(RecordForm[TerritorySheet]):
    value = _number_field(gettext_lazy("Value"), required=True)
    low = _number_field(gettext_lazy("At least"), help_text=gettext_lazy("If the study says it."))
    high = _number_field(gettext_lazy("At most"), help_text=gettext_lazy("If the study says it."))
    france = _number_field(
        gettext_lazy("The same figure for all of France"),
        help_text=gettext_lazy("Without it, the figure is shown and allocates nothing."),
    )
    as_of = forms.CharField(
        label=gettext_lazy("Year or day"),
        max_length=10,
        help_text=gettext_lazy("A year (2025) or a day (2025-03-31)."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("The study, the operator or the file that gives it."),
    )
    link = forms.URLField(
        label=gettext_lazy("Link to the source"), required=False, assume_scheme="https"
    )

    class Meta:
        model = TerritorySheet
        fields = ()

    def __init__(
        self, data: Any = None, *, instance: TerritorySheet, name: KnownName = KnownName.RESIDENTS
    ) -> None:
        self.name = name
        known = known_of(instance).get(name)
        super().__init__(data, instance=instance, initial=_initial(known) if known else {})
        if name not in REPLACING:
            del self.fields["low"], self.fields["high"]
        if name not in ALLOCATING:
            del self.fields["france"]
        if unit := UNITS.get(name, ""):
            shown = unit.replace("CO2 eq", "CO₂e").replace("EUR", "€")
            yearly = name is not KnownName.INCOME
            self.fields["value"].help_text = (
                _("In %(unit)s a year.") if yearly else _("In %(unit)s.")
            ) % {"unit": shown}

    def clean_as_of(self) -> str:
        """A year or a day."""
        text = str(self.cleaned_data["as_of"]).strip()
        if not _DAY.fullmatch(text):
            raise forms.ValidationError(_("Write a year (2025) or a day (2025-03-31)."))
        return text

    def clean(self) -> dict[str, Any]:
        """Numbers that are numbers, not below zero, and in order."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("value", "low", "high", "france"):
            if cleaned.get(name):
                cleaned[name] = self._read(name, str(cleaned[name]))
        value = cleaned.get("value")
        if isinstance(value, float) and not self.errors:
            low = value if cleaned.get("low") in {None, ""} else cleaned["low"]
            high = value if cleaned.get("high") in {None, ""} else cleaned["high"]
            if not low <= value <= high:
                self.add_error("value", _("The value must lie between “at least” and “at most”."))
            elif cleaned.get("france") and cleaned["france"] < value:
                self.add_error("france", _("France cannot count less than the territory."))
            else:
                cleaned["interval"] = Interval(low, value, high)
        return cleaned

    def _read(self, name: str, text: str) -> float | None:
        try:
            read = read_number(text)
        except StrategyError as error:
            self.add_error(name, error_words(error))
            return None
        if read is None or read[0] < 0 or read[1]:
            self.add_error(name, _("Write a number that is not below zero, without its unit."))
            return None
        return read[0]

    def values(self) -> Mapping[str, Any]:
        """What is known of the territory, with what was typed."""
        typed = self.cleaned_data
        figure = Known(
            name=self.name,
            value=typed["interval"],
            as_of=typed["as_of"],
            source=typed["source"],
            link=typed.get("link", ""),
            france=typed.get("france") or None,
        )
        return {"known": {**self.instance.known, self.name.value: figure.record()}}


def _initial(known: Known) -> dict[str, Any]:
    exact = known.value.low == known.value.high
    return {
        "value": editable_number(known.value.mid),
        "low": "" if exact else editable_number(known.value.low),
        "high": "" if exact else editable_number(known.value.high),
        "france": editable_number(known.france) if known.france else "",
        "as_of": known.as_of,
        "source": known.source,
        "link": known.link,
    }
