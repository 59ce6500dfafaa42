"""The registers of wiping: certificates, and statements that there is no medium."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from jalons.foundation.design.components import Cell
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.reuse.engine.wiping.verdict import State
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.wiping import queries
from jalons.reuse.web.wiping.actions import judge_changed
from jalons.reuse.web.wiping.models import NoMediaStatement, WipeCertificate

MARKS = {State.ACCEPTED: "ok", State.REFUSED: "late", State.INCOMPLETE: "walk"}
MEDIUM = ("device", "host", "maker", "model", "serial", "medium", "capacity")
WORK = ("method", "tool", "tool_version", "passes", "started_on", "ended_on", "completion",
        "errors", "hidden", "keys", "sanitize_log", "claimed")  # fmt: skip
CHECK = ("verification", "verified")
WHO = ("operator", "verifier", "place", "destination")
PUBLIC = (*MEDIUM, *WORK, *CHECK, *WHO, "verdict", "level")  # of the API


class _DeviceForm[M: (WipeCertificate, NoMediaStatement)](RecordForm[M]):
    """A form whose device is one of those out of use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.instance.device if self.instance.device_id else None
        field: Any = self.fields["device"]
        field.queryset = queries.choices(self.authority, current)
        field.help_text = gettext_lazy("Only devices out of use and still here are listed.")


class CertificateForm(_DeviceForm[WipeCertificate]):
    """What is known of the wiping of a medium; what is empty makes it incomplete."""

    sections = (
        Section(gettext_lazy("The medium"), MEDIUM),
        Section(gettext_lazy("The wiping"), WORK),
        Section(gettext_lazy("Its verification"), CHECK),
        Section(gettext_lazy("Who, where, and what next"), WHO),
    )

    class Meta:
        model = WipeCertificate
        fields = PUBLIC[:-2]


class StatementForm(_DeviceForm[NoMediaStatement]):
    """Who states that a device has no medium, and after what."""

    class Meta:
        model = NoMediaStatement
        fields = ("device", "reason", "signed_by", "signed_on")


class StatementsForm(RecordForm[NoMediaStatement]):
    """One statement for each ticked device; those whose sheet says so are ticked already."""

    devices = forms.MultipleChoiceField(
        label=gettext_lazy("Devices looked at"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = NoMediaStatement
        fields = StatementForm.Meta.fields[1:]

    def __init__(self, *args: Any, devices: Iterable[Device], **kwargs: Any) -> None:
        self.found = {str(each.pk): each for each in devices}
        super().__init__(*args, **kwargs)
        is_bare = (key for key, each in self.found.items() if each.media == Device.Media.NO)
        self.initial["devices"] = list(is_bare)
        self.order_fields(["devices"])

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        every = self.found.items() if name == "devices" else ()
        return [(key, f"{each} · {each.get_kind_display()}") for key, each in every]

    def statements(self) -> list[tuple[NoMediaStatement, dict[str, Any]]]:
        """The statements to write."""
        ticked = [self.found[key] for key in self.cleaned_data["devices"]]
        return [(NoMediaStatement(authority=self.authority), {**self.values(), "device": each})
                for each in ticked]  # fmt: skip


FILTER = filter_of(
    WipeCertificate, appreciation="verdict", support="medium", destination="destination"
)


def verdict(each: WipeCertificate) -> Cell:
    return Cell("", mark=each.get_verdict_display(), mark_kind=MARKS[State(each.verdict)])


_COLUMNS = (
    Column(gettext_lazy("Medium"), str, sort="serial"),
    Column(gettext_lazy("Verdict"), verdict, sort="verdict"),
    "level", "method", "destination", "ended_on", "device",
)  # fmt: skip
certificates = Register(
    WipeCertificate,
    "wipe_certificate",
    CertificateForm,
    List(
        *_COLUMNS,
        search=("serial", "model", "maker", "host"),
        filter=FILTER,
        sort="-ended_on",
        bulk=("destination",),
        headline=queries.headline,
        file=(Column(gettext_lazy("Verdict"), verdict), *PUBLIC[:-2], "level"),
    ),
    rows=queries.certificates,
    after=judge_changed,
    templates="reuse/wiping",
)
statements = Register(
    NoMediaStatement,
    "no_media",
    StatementForm,
    List(
        "device",
        "reason",
        "signed_by",
        "signed_on",
        search=("reason",),
        sort="-signed_on",
        headline=queries.stated,
    ),
    rows=queries.statements,
    templates="reuse/no_media",
)
