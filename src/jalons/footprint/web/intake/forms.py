"""The forms of a dropped file: the file, the columns of a sheet, what to count, unknown kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.footprint.engine import reading
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factor_files.own_factors import OWN
from jalons.footprint.engine.inventory.line import DeviceStatus
from jalons.footprint.engine.inventory.unknown_kinds import Kind, UnknownKind
from jalons.footprint.store import load_pack
from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.inventories import homes
from jalons.footprint.web.inventories.choices import OPTIONAL_STATUSES, Choices
from jalons.footprint.web.labels import device_name
from jalons.footprint.web.uploads import DropField
from jalons.footprint.words.figures import say
from jalons.foundation.design import page_language
from jalons.foundation.design.fields import NumberField
from jalons.foundation.design.widgets import FileDrop

SHOWN_FIELDS = tuple(
    field for field in reading.Field if field not in {reading.Field.USER, reading.Field.IGNORED}
)
# The fields of most inventories; the others are offered when a column is one, or on request.
USUAL_FIELDS = frozenset({
    *(reading.Field.LABEL, reading.Field.TYPE, reading.Field.MODEL, reading.Field.MANUFACTURER),
    *(reading.Field.SERIAL, reading.Field.QUANTITY, reading.Field.PURCHASED, reading.Field.RETIRED),
    *(reading.Field.STATUS, reading.Field.SITE, reading.Field.ENTITY, reading.Field.COUNTRY),
    *(reading.Field.YEARLY_KWH, reading.Field.LIFETIME),
})  # fmt: skip
MOST_COLUMNS = 60


class DropForm(forms.Form):
    file = DropField(
        too_heavy=gettext_lazy(
            "This file weighs %(size)s MB; the limit is %(most)s MB. Keep only the columns"
            " type, model, quantity, dates and status, or save it as CSV."
        ),
        label=gettext_lazy("Your inventory"),
        help_text=gettext_lazy(
            "A GLPI export, a CSV, an Excel or LibreOffice spreadsheet, as it is. Names of people"
            " are not needed and are not kept in the results."
        ),
        widget=FileDrop(
            attrs={"accept": ".csv,.txt,.xlsx,.xls,.xlsb,.ods,.slk,.htm,.html,.json,.xml,.zip"}
        ),
    )


class SheetForm(forms.Form):
    """The column of each field of a sheet."""

    included = forms.BooleanField(label=gettext_lazy("Count this sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row of the headings"),
        help_text=gettext_lazy("Leave empty when the sheet has no headings."),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        mapping: reading.SheetMapping,
        columns: list[dict[str, Any]],
        every: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        offered = (
            USUAL_FIELDS
            | set(mapping.columns)
            | {each for each in SHOWN_FIELDS if each.value in self.data}
        )
        self.offered = tuple(each for each in SHOWN_FIELDS if every or each in offered)
        self.fields["included"].initial = mapping.included
        self.fields["header_row"].initial = mapping.header_row
        known = set(mapping.columns.values())
        shown = [column for column in columns if column["samples"] or column["column"] in known]
        options = [("", _("— none —"))] + [
            (str(each["column"]), _column_label(each)) for each in shown[:MOST_COLUMNS]
        ]
        for field in self.offered:
            self.fields[field.value] = forms.ChoiceField(
                label=say(f"field.{field.value}", page_language.lang()),
                choices=options,
                required=False,
                initial=str(mapping.columns[field]) if field in mapping.columns else "",
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a column with two roles, and a counted sheet without type and model."""
        cleaned: dict[str, Any] = super().clean() or {}
        columns = [cleaned[f.value] for f in self.offered if cleaned.get(f.value)]
        twice = {column for column in columns if columns.count(column) > 1}
        for field in self.offered:
            if cleaned.get(field.value) in twice:
                self.add_error(field.value, _("This column already has another role."))
        chosen: dict[reading.Field, int] = {
            field: 0 for field in self.offered if cleaned.get(field.value)
        }
        if cleaned.get("included") and not replace(self.mapping, columns=chosen).names_devices:
            self.add_error("type", _("Say at least which column holds the type or the model."))
        return cleaned

    def sheet_mapping(self) -> reading.SheetMapping:
        columns: dict[reading.Field, int] = {
            field: int(self.cleaned_data[field.value])
            for field in self.offered
            if self.cleaned_data.get(field.value)
        }
        return reading.SheetMapping(
            self.mapping.name,
            self.cleaned_data["header_row"],
            columns,
            self.mapping.headings,
            included=self.cleaned_data["included"],
            export=self.mapping.export,
            doubt=self.mapping.doubt,
            beside=self.mapping.beside,
        )


class ChoicesForm(forms.Form):
    also_counted = forms.MultipleChoiceField(
        label=gettext_lazy("Also count"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Devices in use, in repair or without status are always counted. In stock means bought"
            " and waiting: it was made all the same."
        ),
    )
    lifetime = forms.ChoiceField(
        label=gettext_lazy("Spread manufacture over"), widget=forms.RadioSelect
    )
    exclude_duplicates = forms.BooleanField(
        label=gettext_lazy("Leave out repeated serial numbers"), required=False
    )
    exclude_absurd_dates = forms.BooleanField(
        label=gettext_lazy("Leave out devices whose purchase date is impossible"),
        help_text=gettext_lazy("Otherwise they are counted, without their date."),
        required=False,
    )
    count_consumables = forms.BooleanField(
        label=gettext_lazy("Count the consumables we recognise"),
        help_text=gettext_lazy(
            "Reams of paper, for instance: their quantity is then that of a year."
        ),
        required=False,
    )
    mix = forms.ChoiceField(
        label=gettext_lazy("Electricity factor"),
        help_text=gettext_lazy("Public datasets differ; the interval carries that difference."),
    )
    pue = NumberField(
        label=gettext_lazy("PUE of your server rooms"),
        help_text=gettext_lazy(
            "Electricity of the room divided by that of its machines. Leave empty when you do not"
            " know it: 1.75 is then assumed, with a wide margin."
        ),
        required=False,
        min_value=1,
        max_value=5,
    )

    home = forms.ChoiceField(
        label=gettext_lazy("Territory of devices without a country"),
        help_text=gettext_lazy(
            "A kilowatt-hour emits four to twelve times more overseas than in mainland France. A"
            " “country” column in the file comes first."
        ),
        required=False,
    )

    makers = forms.BooleanField(
        label=gettext_lazy("Take manufacture from the makers’ declarations"),
        help_text=gettext_lazy(
            "An alternative to the public factors, gathered by Boavizta (ODbL). Makers’ methods"
            " differ and are not transparent; for monitors they say five times more."
        ),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        choices: Choices,
        own: Sequence[OwnFactorFile] = (),
        territory: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before = choices
        self.default_home = choices.home or territory
        lang = page_language.lang()
        self._offer_own(own, choices)
        self.initial.update(
            also_counted=[status.value for status in choices.also_counted],
            lifetime=choices.lifetime.value,
            exclude_duplicates=choices.exclude_duplicates,
            exclude_absurd_dates=choices.exclude_absurd_dates,
            count_consumables=choices.count_consumables,
            mix=choices.mix or load_pack().mix_order[0],
            pue=choices.pue,
            makers=choices.makers,
            home=self.default_home or "",
        )
        self.fields["home"].choices = homes.offered(  # type: ignore[attr-defined]
            territory, choices.home, lang
        )
        self.fields["mix"].choices = [  # type: ignore[attr-defined]
            (name, say(f"mix.{name}", lang))
            for name in (
                *((OWN,) if any(each.outcome.get("mixes") for each in own) else ()),
                *load_pack().datasets(),
            )
        ]
        self.fields["also_counted"].choices = [  # type: ignore[attr-defined]
            (status.value, say(f"status.{status.value}", lang)) for status in OPTIONAL_STATUSES
        ]
        self.fields["lifetime"].choices = [  # type: ignore[attr-defined]
            (rule.value, say(f"rule.{rule.value}", lang)) for rule in LifetimeRule
        ]

    def _offer_own(self, own: Sequence[OwnFactorFile], choices: Choices) -> None:
        """A field for the authority's own factors, when it brought some."""
        if not own:
            return
        options = [("", _("— none: the factors of the product —"))]
        known = [(str(each.pk), each.name) for each in own]
        self.fields["own_factors"] = forms.ChoiceField(
            label=_("Your own factors"),
            help_text=_("They come before those of the product for the devices they speak of."),
            choices=options + known,
            required=False,
            initial=choices.own_factors or "",
        )

    def _own_chosen(self) -> str | None:
        """The file chosen; the one chosen before when none is offered, for it may be restored."""
        if "own_factors" not in self.fields:
            return self.before.own_factors
        return self.cleaned_data["own_factors"] or None

    def _home_chosen(self) -> str | None:
        """The home chosen; what it was when the field was not on the page."""
        if "home" not in self.data:
            return self.default_home
        return self.cleaned_data["home"] or None

    def chosen(self) -> Choices:
        """The choices made; names of kinds and declared uses stay as they were."""
        return Choices(
            frozenset(DeviceStatus(value) for value in self.cleaned_data["also_counted"]),
            LifetimeRule(self.cleaned_data["lifetime"]),
            self.cleaned_data["exclude_duplicates"],
            self.cleaned_data["mix"],
            self.cleaned_data["pue"],
            self.before.names,
            self._own_chosen(),
            self.cleaned_data["makers"],
            self.cleaned_data["count_consumables"],
            self.cleaned_data["exclude_absurd_dates"],
            self.before.services,
            self._home_chosen(),
        )


class KindsForm(forms.Form):
    """What a page of unknown kinds are."""

    def __init__(self, *args: Any, kinds: tuple[UnknownKind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        lang = page_language.lang()
        pack = load_pack()
        devices = sorted(
            (device_name(name, lang), name)
            for name, kind in pack.devices.items()
            if pack.assesses(name) and kind.is_device
        )
        options = [("", _("— I do not know —")), *((name, label) for label, name in devices)]
        for place, kind in enumerate(kinds):
            label = " · ".join(part for part in (kind.type_text, kind.model) if part) or _(
                "(blank)"
            )
            self.fields[f"kind{place}"] = forms.ChoiceField(
                label=label, choices=options, required=False, help_text=_rows_of(kind)
            )

    def names(self) -> dict[Kind, str]:
        return {
            (kind.type_text, kind.model): self.cleaned_data[f"kind{place}"]
            for place, kind in enumerate(self.kinds)
            if self.cleaned_data.get(f"kind{place}")
        }


def _rows_of(kind: UnknownKind) -> str:
    return _("rows: %(rows)d, devices: %(quantity)d") % {
        "rows": kind.rows,
        "quantity": kind.quantity,
    }


def _column_label(column: dict[str, Any]) -> str:
    samples = ", ".join(str(sample)[:24] for sample in column["samples"][:2])
    return f"{column['heading'][:40]} ({samples})" if samples else column["heading"][:40]
