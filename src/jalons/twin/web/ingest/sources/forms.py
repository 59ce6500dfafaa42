"""The form of a source: how it sends, one of its messages, what each value becomes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.broker.engine.ingest.plan import NOTIFIED, Plan
from jalons.broker.engine.ingest.report import message_values
from jalons.broker.engine.problems import Problem
from jalons.twin.web.ingest import refusal_words
from jalons.twin.web.ingest.plan_forms import FieldGroup, PlanForm, offered_plan

NETWORKS = {
    "things_stack": "The Things Stack",
    "chirpstack": "ChirpStack",
    "actility": "ThingPark (Actility)",
    "json": gettext_lazy("Another one: plain JSON"),
    "ngsi_ld": gettext_lazy("Another NGSI-LD platform (Orion-LD, Stellio, Scorpio)"),
    "ngsi_v2": gettext_lazy("An NGSIv2 platform (Orion)"),
}
WAYS = {
    "push": gettext_lazy("It sends to us (HTTP): the usual choice"),
    "mqtt": gettext_lazy("We listen to its MQTT broker"),
    "pull": gettext_lazy("We ask an address now and then"),
}
MOST_SAMPLE = 100_000
SETTINGS = (
    "name", "network", "way", "host", "port", "tls", "topic", "username", "password", "url",
    "minutes", "sample", "items",
)  # fmt: skip


class SourceForm(PlanForm):
    """A source. Without a sample message, its values are those already planned."""

    places = ("none", "envelope", "fixed", "degrees", "lambert93")
    field_order = (*SETTINGS, "type", "identifier", "observed", "place", "east", "north")
    blanks = None  # type: ignore[assignment]  # a network says nothing rather than “N/A”

    name = forms.CharField(
        label=gettext_lazy("Name of the source"),
        max_length=80,
        help_text=gettext_lazy("As people call it: CO₂ of the schools."),
    )
    network = forms.ChoiceField(
        label=gettext_lazy("Which network?"), choices=list(NETWORKS.items())
    )
    way = forms.ChoiceField(label=gettext_lazy("How do the data come?"), choices=list(WAYS.items()))
    host = forms.CharField(label=gettext_lazy("MQTT broker"), required=False, max_length=200)
    port = forms.IntegerField(
        label=gettext_lazy("Port of the MQTT broker"), required=False, min_value=1, max_value=65_535
    )
    tls = forms.BooleanField(
        label=gettext_lazy("The MQTT broker asks for TLS"), required=False, initial=True
    )
    topic = forms.CharField(
        label=gettext_lazy("MQTT topic"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("As application/+/device/+/event/up."),
    )
    username = forms.CharField(label=gettext_lazy("MQTT account"), required=False, max_length=200)
    password = forms.CharField(
        label=gettext_lazy("MQTT password"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Stored, never shown again. Empty: the one stored before stays."),
    )
    url = forms.CharField(label=gettext_lazy("Address to ask"), required=False, max_length=1_000)
    minutes = forms.IntegerField(
        label=gettext_lazy("Every how many minutes"), required=False, min_value=1, max_value=44_640,
        initial=15,
    )  # fmt: skip
    sample = forms.CharField(
        label=gettext_lazy("One message, as the network sends it"),
        required=False,
        max_length=MOST_SAMPLE,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Copy it from the console of the network (JSON). It is read to offer its values, not"
            " kept."
        ),
    )
    items = forms.CharField(
        label=gettext_lazy("Where the list of readings is"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As data.records; empty when the message is one reading or a list."),
    )
    identifier = forms.CharField(  # type: ignore[assignment]
        label=gettext_lazy("Value that names the device"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "values"}),
        help_text=gettext_lazy("LoRaWAN networks give the DevEUI themselves."),
    )
    observed = forms.CharField(  # type: ignore[assignment]
        label=gettext_lazy("Value that says when"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "values"}),
        help_text=gettext_lazy("Empty: the time the network gives, else the reception."),
    )

    type = forms.CharField(
        label=gettext_lazy("What do the sensors observe?"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "types"}),
        help_text=gettext_lazy(
            "A type of the list, such as IndoorEnvironmentObserved, or a word of your own."
        ),
    )
    east = forms.CharField(
        label=gettext_lazy("Longitude, or the value that has it"), required=False, max_length=200
    )
    north = forms.CharField(
        label=gettext_lazy("Latitude, or the value that has it"), required=False, max_length=200
    )

    @property
    def groups(self) -> list[FieldGroup]:
        way, network = self["way"].value(), self["network"].value()
        mqtt = ("host", "port", "tls", "topic", "username", "password")
        return [
            FieldGroup(_("If we listen to MQTT"), self._some(mqtt), way == "mqtt"),
            FieldGroup(_("If we ask an address"), self._some(("url", "minutes")), way == "pull"),
            FieldGroup(
                _("If it is plain JSON"), self._some(("items", "identifier", "observed")),
                network == "json",
            ),
        ]  # fmt: skip

    def _some(self, names: Sequence[str]) -> tuple[BoundField, ...]:
        return tuple(self[name] for name in names)

    def _place_widget(self, _choices: Sequence[tuple[str, str]]) -> forms.Widget:
        return forms.TextInput(attrs={"list": "values"})

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        needs = {"mqtt": ("host", "topic"), "pull": ("url",)}.get(cleaned.get("way", ""), ())
        for name in needs:
            if not cleaned.get(name):
                self.add_error(name, _("This is needed for the way you chose."))
        if cleaned.get("network") == "json" and not cleaned.get("identifier"):
            self.add_error("identifier", _("Plain JSON does not say: choose which value names it."))
        chosen = cleaned.get("network") not in NOTIFIED  # whose entities come as they are
        if chosen and not self.columns and not self.errors:
            self.add_error("sample", _("Paste one message and read it: its values are offered."))
        return super().clean()

    def written(self) -> Plan:
        cleaned = self.cleaned_data
        plan = super().written()
        plain = cleaned["network"] == "json"
        return replace(
            plan,
            envelope=cleaned["network"],
            items=cleaned["items"] if plain else "",
            identifier=cleaned["identifier"] if plain else "",
            blanks=(),
        )

    def settings(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned["way"] == "mqtt":
            place = {"host": cleaned["host"].strip(), "topic": cleaned["topic"].strip(),
                     "tls": cleaned["tls"], "username": cleaned["username"]}  # fmt: skip
            place |= {"port": cleaned["port"]} if cleaned["port"] else {}
            place |= {"password": cleaned["password"]} if cleaned["password"] else {}
            return {"way": "mqtt", "mqtt": place}
        if cleaned["way"] == "pull":
            every = 60 * (cleaned["minutes"] or 15)
            return {"way": "pull", "pull": {"url": cleaned["url"].strip(), "every": every}}
        return {"way": "push"}


def initial_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The initial values of the form of an existing source; no secret."""
    mqtt, pull = document.get("mqtt", {}), document.get("pull", {})
    names = ("host", "port", "tls", "topic", "username")
    connection = {name: mqtt[name] for name in names if name in mqtt}
    return {
        "name": document.get("name", ""),
        "way": document.get("way", "push"),
        **connection,
        **({"url": pull["url"], "minutes": max(1, pull.get("every", 900) // 60)} if pull else {}),
    }


def read_sample(network: str, items: str, text: str) -> list[tuple[str, str]]:
    """The values of a typed message; raises ``Problem``."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem(
            "BadRequestData", "the message is not JSON: see what was pasted",
            where="", mend="",
        ) from error  # fmt: skip
    return message_values(network, items, message)


def source_form(data: Any, *, plan: Plan, initial: Mapping[str, Any], reading: bool) -> SourceForm:
    """The form of a source; with ``reading``, the values of the typed message are offered again."""
    samples: list[tuple[str, str]] = []
    wrong = ""
    if data is not None and data.get("sample", "").strip():
        try:
            samples = read_sample(data.get("network", ""), data.get("items", ""), data["sample"])
        except Problem as problem:
            wrong = refusal_words.sentence(problem)
    known = {path for path, _value in samples}
    columns = samples + [(column.path, "") for column in plan.columns if column.path not in known]
    if not reading:
        form = SourceForm(data, plan=plan, columns=columns, initial=dict(initial))
        if wrong:
            form.add_error("sample", wrong)
        return form
    typed = {name: data[name] for name in SourceForm.base_fields if name in data}
    typed["tls"] = "tls" in data
    planned = replace(
        plan, type=data.get("type", ""), east="", north="", identifier="", observed=""
    )
    form = SourceForm(
        plan=offered_plan(planned, [(path, [value]) for path, value in columns]),
        columns=columns,
        initial=typed,
    )
    form.reading_error = wrong  # type: ignore[attr-defined]  # an unbound form has no errors
    return form
