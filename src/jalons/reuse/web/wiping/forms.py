"""The form that brings logs, and that of one drive read in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.widgets import FileDrop
from jalons.reuse.capture.wiping import MOST_BYTES
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.wiping import facts
from jalons.reuse.engine.wiping.verdict import judge
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.wiping import queries
from jalons.reuse.web.wiping.models import WipeFile, choices_of
from jalons.tabular.persons import is_person

MOST_FILES = 20


class _SeveralFiles(FileDrop):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, none too large to be a log."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = [self._one(each, initial) for each in data or [None]]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("Bring twenty files at most at a time."))
        if any(each.size > MOST_BYTES for each in found):
            raise forms.ValidationError(str(ReuseError("wipe_log_heavy", most=5)))
        return found

    def _one(self, data: Any, initial: Any) -> Any:
        """A file, or why it is refused with its name: the others are not at fault."""
        try:
            return super().clean(data, initial)
        except forms.ValidationError as error:
            if data is None:
                raise
            why = " ".join(error.messages)
            raise forms.ValidationError(f"{data.name} · {why}") from error


class _RoleField(forms.CharField):
    """A role: what looks like the name of a person is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=80, required=False, help_text=_("A role, never a name."), **kwargs
        )

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if is_person(text):
            raise forms.ValidationError(str(ReuseError("wipe_person", text=text)))
        return text


class BringForm(forms.Form):
    """Files, and what is true of all their drives."""

    logs = FilesField(
        label=_("Logs or certificates"),
        help_text=_("Logs or PDF of nwipe and ShredOS are read; anything else is stored as proof."),
        widget=_SeveralFiles(attrs={"accept": ".log,.txt,.pdf"}),
    )
    destination = forms.ChoiceField(label=_("Destination"), widget=forms.RadioSelect)
    operator = _RoleField(label=_("Role of who wiped them"))
    verifier = _RoleField(label=_("Role of who verified them"))
    place = forms.CharField(label=_("Place of the wiping"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].choices = choices_of("destination")  # type: ignore[attr-defined]


class DriveForm(forms.Form):
    """What a person says of one drive read in a file."""

    take = forms.BooleanField(label=_("Make its certificate"), required=False, initial=True)
    device = forms.CharField(
        label=_("Device it comes from"), max_length=120, required=False,
        help_text=_("Its asset tag, its serial number or its name."),
    )  # fmt: skip
    serial = forms.CharField(label=_("Serial number of the medium"), max_length=80, required=False)
    medium = forms.ChoiceField(label=_("Kind of medium"), required=False)

    def __init__(
        self, data: Any, *, authority: Authority, file: WipeFile, drive: facts.DriveLog, place: int
    ) -> None:
        self.authority, self.file, self.drive = authority, file, drive
        self.read = replace(drive.certificate, **_about(file))
        host = _device_named(authority, drive.host_serial)
        initial = {"serial": self.read.serial, "medium": self.read.medium, "device": host}
        super().__init__(data, prefix=f"{file.pk}-{place}", initial=initial)
        self.proposed = bool(host)
        self.verdict = judge(replace(self.read, host=self.read.host or host))
        options = [("", _("to choose")), *choices_of("medium")]
        self.fields["medium"].choices = options  # type: ignore[attr-defined]

    def clean_device(self) -> Device | None:
        try:
            return queries.device_of(self.authority, self.cleaned_data["device"])
        except ReuseError as error:
            raise forms.ValidationError(str(error)) from error

    def values(self) -> Mapping[str, Any]:
        """The values of its certificate."""
        typed = {name: self.cleaned_data[name] for name in ("device", "serial", "medium")}
        return asdict(self.read) | typed | {"inferred": sorted(self.read.inferred)}


def _about(file: WipeFile) -> dict[str, Any]:
    about = dict(file.about)
    return about | {"destination": facts.Destination(about.get("destination", ""))}


def _device_named(authority: Authority, serial: str) -> str:
    """The tag or name of the device whose serial number is that of the machine of the log."""
    try:
        found = queries.device_of(authority, serial)
    except ReuseError:
        return ""
    return (found.tag or found.serial or found.label) if found else ""
