"""The forms of rooms, needs, meters and readings, and of the policy of their type."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.policies.policy import LONGEST_RETENTION
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.fields import NumberField
from jalons.foundation.design.merge_forms import MergingForm
from jalons.foundation.design.widgets import FileDrop
from jalons.foundation.territories import queries as territories
from jalons.tabular.places import read_place
from jalons.twin.engine.heat import entities
from jalons.twin.engine.heat.room import Place

MOST_PLACES = 200
MOST_BYTES = 2 << 20

COOLINGS = {
    "": _("I do not know"),
    "air": _("Air conditioning"),
    "freeCooling": _("Outside air (free cooling)"),
    "water": _("Warm water in the racks"),
    "immersion": _("Liquid in contact with the components (immersion)"),
}
KINDS = {
    "pool": _("Swimming pool"),
    "heating": _("Heating of a building (school, town hall, homes)"),
    "hotWater": _("Hot water"),
    "greenhouse": _("Greenhouse"),
    "network": _("Heat network"),
    "other": _("Something else, the same all year"),
}


def _amount(label: Any, unit_help: Any, *, most: float) -> forms.FloatField:
    return NumberField(
        label=label,
        help_text=unit_help,
        required=False,
        min_value=0,
        max_value=most,
    )


class EntityForm(MergingForm):
    """A form of an entity of the twin; ``attributes`` maps fields to attributes."""

    attributes: dict[str, str] = {}

    def __init__(
        self, *args: Any, authority: Authority, doc: Doc | None = None, **kwargs: Any
    ) -> None:
        self.authority, self.doc = authority, doc
        initial = {name: _initial(doc, iri) for name, iri in self.attributes.items()} if doc else {}
        super().__init__(*args, initial={**initial, **self.more(doc)}, **kwargs)
        if doc is not None:
            for name, iri in self.attributes.items():
                if entities.observed(doc, iri):
                    del self.fields[name]

    def more(self, _doc: Doc | None) -> dict[str, Any]:
        """The initial values of the fields that are not plain attributes."""
        return {}

    def values(self) -> dict[str, Any]:
        """The values typed, by expanded name; None when left unknown."""
        cleaned = self.cleaned_data
        return {
            iri: cleaned[name] if cleaned[name] != "" else None
            for name, iri in self.attributes.items()
            if name in cleaned
        }


class PlacedForm(EntityForm):
    """An entity with a place: coordinates, or the town hall of a commune instead."""

    commune = forms.ChoiceField(
        label=_("Near which town hall?"),
        required=False,
        help_text=_("Only if you do not know the coordinates: good to a few hundred metres."),
    )
    coordinates = forms.CharField(
        label=_("Coordinates (latitude, longitude)"),
        required=False,
        max_length=60,
        help_text=_("As any map on line gives them: 45.7640, 4.8357. Without a place, no match."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Coordinates below, or unknown")), *_communes(self.authority)]
        self.fields["commune"].choices = choices  # type: ignore[attr-defined]
        self.order_fields([*self.attributes, "commune", "coordinates"])

    def more(self, _doc: Doc | None) -> dict[str, Any]:
        """The stored coordinates, latitude first."""
        place = entities.place_of(_doc) if _doc is not None else None
        return {"coordinates": f"{place[1]:.5f}, {place[0]:.5f}" if place else ""}

    def clean_coordinates(self) -> str:
        """Coordinates as ``latitude, longitude``; decimal commas are accepted."""
        text = str(self.cleaned_data["coordinates"]).strip()
        if text and _place(text) is None:
            raise forms.ValidationError(
                _("Write the latitude, then the longitude: 45.7640, 4.8357.")
            )
        return text

    def values(self) -> dict[str, Any]:
        """The values typed; the place too, unless it did not change."""
        moved = {"commune", "coordinates"} & set(self.changed_data)
        if self.doc is not None and not moved:
            return super().values()
        return {**super().values(), entities.LOCATION: self.place()}

    def place(self) -> Place | None:
        """Longitude and latitude, None if unknown; coordinates come before a commune."""
        cleaned = self.cleaned_data
        chosen = cleaned.get("commune")
        if chosen and "coordinates" not in self.changed_data:
            return _place(chosen)
        return _place(cleaned["coordinates"]) or (_place(chosen) if chosen else None)


class RoomForm(PlacedForm):
    """A server room; every figure may be unknown."""

    attributes = {
        "name": entities.NAME,
        "it_power": entities.IT_POWER,
        "total_power": entities.TOTAL_POWER,
        "pue": entities.PUE,
        "cooling": entities.COOLING,
        "temperature": entities.SUPPLY,
        "recoverable": entities.RECOVERABLE,
    }

    name = forms.CharField(
        label=_("Name of the room"),
        max_length=80,
        help_text=_("For example: server room of the town hall"),
    )
    it_power = _amount(
        _("Mean power of the IT equipment, in kW"),
        _("What it draws on average, not what its labels say. The UPS shows it."),
        most=500_000,
    )
    total_power = _amount(
        _("Mean power of the whole room, in kW"),
        _("With cooling and lighting: yearly kWh of the bill divided by 8,760."),
        most=1_000_000,
    )
    pue = NumberField(
        label=_("PUE, if you know it"),
        help_text=_("Total energy over IT energy, 1.5 for example. Unknown: leave it empty."),
        required=False,
        min_value=1,
        max_value=10,
    )
    cooling = forms.ChoiceField(
        label=_("How is the room cooled?"), choices=list(COOLINGS.items()), required=False
    )
    temperature = _amount(
        _("Temperature of the heat given, in °C"),
        _("Of the hot air or of the water that leaves. Unknown: leave it empty."),
        most=120,
    )
    recoverable = _amount(
        _("Heat that can be recovered, in kW, if a study says so"),
        _("It then takes the place of the estimate."),
        most=500_000,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a total power below that of the IT."""
        cleaned = super().clean()
        it_power, total = cleaned.get("it_power"), cleaned.get("total_power")
        if it_power is not None and total is not None and total < it_power:
            self.add_error("total_power", _("The whole room cannot use less than its IT."))
        return cleaned


class NeedForm(PlacedForm):
    """A need of heat: use, yearly MWh, temperature."""

    attributes = {
        "name": entities.NAME,
        "kind": entities.KIND,
        "yearly": entities.YEARLY,
        "temperature": entities.WANTED,
        "source": entities.CURRENT,
    }

    name = forms.CharField(
        label=_("Name of the place"),
        max_length=80,
        help_text=_("For example: swimming pool of the meadows"),
    )
    kind = forms.ChoiceField(label=_("What is the heat for?"), choices=list(KINDS.items()))
    yearly = _amount(
        _("Heat needed in a year, in MWh"),
        _("Yearly kWh of the gas, wood or network bill divided by 1,000."),
        most=10_000_000,
    )
    temperature = _amount(
        _("Temperature needed, in °C"),
        _("Of the water that leaves for the radiators or the basin. Unknown: leave it empty."),
        most=150,
    )
    source = forms.CharField(
        label=_("What heats it today?"),
        max_length=60,
        required=False,
        help_text=_("For example: gas"),
    )


class MeterForm(EntityForm):
    """A heat meter, and the room whose heat it counts."""

    attributes = {"name": entities.NAME, "served": entities.SERVED}

    name = forms.CharField(
        label=_("Name of the meter"),
        max_length=80,
        help_text=_("For example: meter of the exchanger"),
    )
    served = forms.ChoiceField(
        label=_("Whose heat does it count?"),
        help_text=_("Only the meters of server rooms enter the indicator."),
    )

    def __init__(self, *args: Any, rooms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = entities.text(self.doc, entities.SERVED) if self.doc is not None else ""
        others = [(served, served)] if served and served not in dict(rooms) else []
        self.fields["served"].choices = [*rooms, *others]  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """The index a person read on a meter."""

    day = forms.DateField(
        label=_("Day of the reading"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    index = NumberField(
        label=_("Index, in MWh"),
        min_value=0,
        max_value=100_000_000,
        help_text=_("As the meter shows it. The same day again replaces what was typed."),
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class ImportForm(forms.Form):
    """A file of several rooms, or of several needs."""

    kind = forms.ChoiceField(
        label=_("What does the file list?"),
        choices=[(entities.ROOM, _("Server rooms")), (entities.NEED, _("Needs of heat"))],
    )
    file = forms.FileField(
        label=_("File"),
        widget=FileDrop(attrs={"accept": ".csv,.xlsx,.ods"}),
        help_text=_("CSV or spreadsheet, at most 300 rows. The first line names the columns."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too heavy: 2 MB at most."))
        return file


class PolicyForm(forms.Form):
    """The policy of a type, prefilled: a lead reads, corrects and confirms it."""

    purpose = forms.CharField(
        label=_("What are these data for?"), max_length=600, widget=forms.Textarea({"rows": 2})
    )
    owner = forms.CharField(label=_("Who answers for it"), max_length=120)
    retention_days = forms.IntegerField(
        label=_("Days kept"), min_value=1, max_value=LONGEST_RETENTION
    )
    confirmed = forms.BooleanField(
        label=_("I confirm this sheet: no personal data, seen by the authority alone")
    )


def _initial(doc: Doc, iri: str) -> Any:
    number = entities.number(doc, iri)
    if number is not None:
        return int(number) if number == math.floor(number) else number
    return entities.text(doc, iri) or None


def _communes(authority: Authority) -> list[tuple[str, str]]:
    """The communes of an authority that have a place, as ``latitude, longitude``."""
    territory = authority.territory
    if territory is None:
        return []
    found = [territory, *territories.members(territory)[:MOST_PLACES]]
    placed = [each for each in found if each.lat is not None and each.lon is not None]
    communes = [each for each in placed if each.kind == territory.Kind.COMMUNE]
    return [
        (f"{commune.lat:.5f}, {commune.lon:.5f}", commune.name)
        for commune in sorted(communes, key=lambda each: each.folded or each.name)
    ]


def _place(text: str) -> Place | None:
    """Longitude and latitude from ``latitude, longitude``; None when it is not a place."""
    found = read_place(text)
    return found if found and abs(found[1]) <= 85 else None
