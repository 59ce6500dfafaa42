"""Questions about the columns no heading explains: read by content, or only proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from jalons.footprint.engine import reading
from jalons.footprint.words.figures import say
from jalons.foundation.design import page_language

_SHORT = 6  # choices a person reads at a glance
YES, NO = "yes", "no"

type _Question = tuple[reading.Field, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Place:
    """The columns of a sheet a question is about, in the order of its choices."""

    sheet: str
    columns: tuple[int, ...]


class GuessesForm(forms.Form):
    """A question for each field read from the content of a column, and for each one proposed.

    Sheets laid out alike share one question. What is read by content needs an answer; what is
    proposed is not read unless a person chooses a column.
    """

    def __init__(
        self, *args: Any, mapping: reading.Mapping, sheets: Sequence[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        samples = {sheet["name"]: _samples(sheet) for sheet in sheets}
        self.read: dict[_Question, list[_Place]] = {}
        self.proposed: dict[_Question, list[_Place]] = {}
        for sheet in mapping.sheets:
            if not sheet.included:
                continue
            for field in sheet.by_content():
                _ask(self.read, sheet, field, (sheet.columns[field],))
            for field, columns in sheet.proposed.items():
                _ask(self.proposed, sheet, field, columns)
        for number, (question, places) in enumerate(self.read.items()):
            self.fields[f"read{number}"] = _confirmation(question, places[0], samples)
        for number, (question, places) in enumerate(self.proposed.items()):
            self.fields[f"proposed{number}"] = _choice(question, places[0], samples)

    def answered(self) -> reading.Mapping:
        refused: dict[str, set[reading.Field]] = {}
        chosen: dict[str, dict[reading.Field, int]] = {}
        for number, ((field, _headings), places) in enumerate(self.read.items()):
            if self.cleaned_data[f"read{number}"] == NO:
                for place in places:
                    refused.setdefault(place.sheet, set()).add(field)
        for number, ((field, _headings), places) in enumerate(self.proposed.items()):
            answer = self.cleaned_data[f"proposed{number}"]
            for place in places if answer else ():
                chosen.setdefault(place.sheet, {})[field] = place.columns[int(answer)]
        return reading.Mapping(
            tuple(
                sheet.confirmed(chosen.get(sheet.name, {}), refused.get(sheet.name, set()))
                for sheet in self.mapping.sheets
            )
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a column chosen for two fields."""
        cleaned: dict[str, Any] = super().clean() or {}
        taken: dict[tuple[str, int], str] = {}
        for number, places in enumerate(self.proposed.values()):
            name = f"proposed{number}"
            if cleaned.get(name):
                at = (places[0].sheet, places[0].columns[int(cleaned[name])])
                if taken.setdefault(at, name) != name:
                    self.add_error(name, _("This column already has another role."))
        return cleaned


def _ask(
    questions: dict[_Question, list[_Place]],
    sheet: reading.SheetMapping,
    field: reading.Field,
    columns: tuple[int, ...],
) -> None:
    question = field, tuple(sheet.heading(column) for column in columns)
    questions.setdefault(question, []).append(_Place(sheet.name, columns))


def _samples(sheet: dict[str, Any]) -> dict[int, str]:
    return {
        each["column"]: ", ".join(str(sample)[:24] for sample in each["samples"])
        for each in sheet["columns"]
    }


def _shown(heading: str, samples: str) -> str:
    return _("“%(heading)s” (%(samples)s)") % {"heading": heading[:40], "samples": samples}


def _confirmation(
    question: _Question, place: _Place, samples: Mapping[str, Mapping[int, str]]
) -> forms.ChoiceField:
    field, (heading,) = question
    shown = _shown(heading, samples.get(place.sheet, {}).get(place.columns[0], ""))
    return forms.ChoiceField(
        label=say(f"ask.{field}", page_language.lang(), column=shown),
        help_text=_("Its heading does not say so: only what it holds does."),
        choices=[(YES, _("Yes")), (NO, _("No, do not read it"))],
        widget=forms.RadioSelect,
    )


def _choice(
    question: _Question, place: _Place, samples: Mapping[str, Mapping[int, str]]
) -> forms.ChoiceField:
    field, headings = question
    lang = page_language.lang()
    options = [("", say(f"none.{field}", lang))]
    for number, (heading, column) in enumerate(zip(headings, place.columns, strict=True)):
        shown = _shown(heading, samples.get(place.sheet, {}).get(column, ""))
        options.append((str(number), shown))
    return forms.ChoiceField(
        label=say(f"ask.{field}", lang),
        help_text=_("No heading says so. Without an answer, none is read."),
        choices=options,
        required=False,
        widget=forms.RadioSelect if len(options) <= _SHORT else forms.Select,
    )
