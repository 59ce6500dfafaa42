"""The certificate of the wiping of a medium, the file it comes from, the statement of no medium."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar

import msgspec
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.files.brought import BroughtFile
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered
from jalons.reuse.engine.wiping import facts
from jalons.reuse.engine.wiping.verdict import State, Verdict, judge
from jalons.reuse.web import columns
from jalons.reuse.web.devices.models import Device
from jalons.reuse.words.wiping import field_name, name_of


def _named(kind: str, value: str) -> str:
    return name_of(kind, value, lang())


def _labelled(name: str) -> str:
    return field_name(name, lang())


_name, _field = lazy(_named, str), lazy(_labelled, str)
KINDS: Mapping[str, type[StrEnum]] = {
    "medium": facts.Medium,
    "method": facts.Method,
    "completion": facts.Completion,
    "verification": facts.Verification,
    "checked": facts.Checked,
    "hidden": facts.Hidden,
    "destination": facts.Destination,
    "state": State,
}


def choices_of(kind: str) -> list[tuple[str, Any]]:
    return [(each.value, _name(kind, each.value)) for each in KINDS[kind] if each.value]


def levels() -> list[tuple[int, Any]]:
    return [(each.value, _name("level", each.name.lower())) for each in facts.Level]


def _text(name: str, length: int = 80, **more: Any) -> Any:
    return columns.text(_field(name), length, **more)


def _one_of(name: str, kind: str = "") -> Any:
    return _text(name, 24, choices=partial(choices_of, kind or name))


def _role(name: str) -> Any:
    return _text(name, help_text=_("A role, never a name."))


class WipeFile(BroughtFile):
    """A log or a certificate somebody brought.

    ``drives`` is what was read of it, ``problem`` why nothing was; ``about`` is what the person
    said of all its drives. ``settled_at``: a person chose which certificates it gives.
    """

    folder = "wiping"

    drives = models.JSONField(default=list)
    about = models.JSONField(default=dict)
    problem = models.CharField(max_length=30, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["dropped_at"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "sha256"], name="one_wipe_file_of_a_hash")
        ]

    def discard(self) -> None:
        """Erase it, once no certificate names it any more."""
        if not self.wipecertificate_set.exists():
            super().discard()


class WipeCertificate(Registered):
    """The wiping of one medium. ``verdict`` and ``level`` are those of the last judgement.

    ``inferred`` names the fields that the program inferred and that no person confirmed.
    """

    device = models.ForeignKey(
        Device, models.SET_NULL, "certificates", null=True, blank=True, verbose_name=_("device")
    )
    host = _text("host", 160)
    maker = _text("maker")
    model = _text("model", 120)
    serial = _text("serial")
    medium = _one_of("medium")
    capacity = columns.large_count(
        _("capacity, in bytes"),
        help_text=_("As the tool writes it: 500 GB are 500,000,000,000 bytes."),
    )
    method = _one_of("method")
    method_name = _text("method_name")
    tool = _text("tool")
    tool_version = _text("tool_version", 40)
    passes = columns.large_count(_field("passes"))
    completion = _one_of("completion")
    errors = columns.large_count(_field("errors"))
    unwiped = models.PositiveBigIntegerField(_field("unwiped"), default=0, editable=False)
    verification = _one_of("verification")
    verified = _one_of("verified", "checked")
    hidden = _one_of("hidden")
    keys = _one_of("keys", "checked")
    sanitize_log = _one_of("sanitize_log", "checked")
    claimed = columns.small_count(_field("claimed"), choices=levels)
    started_on = columns.day(_field("started_on"))
    ended_on = columns.day(_field("ended_on"))
    operator = _role("operator")
    verifier = _role("verifier")
    place = _text("place", 120)
    destination = _one_of("destination")
    inferred = models.JSONField(default=list, editable=False)
    file = models.ForeignKey(WipeFile, on_delete=models.SET_NULL, null=True, editable=False)
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=partial(choices_of, "state"), editable=False
    )
    level = models.PositiveSmallIntegerField(
        _("level reached"), choices=levels, default=0, editable=False
    )

    computed: ClassVar[tuple[str, ...]] = ("file", "verdict", "level")

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("wiping certificate")
        verbose_name_plural = _("wiping certificates")
        indexes = [models.Index(fields=["authority", "verdict"], name="wipes_by_verdict")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.maker, self.model, self.serial))) or str(
            _("data medium")
        )

    @classmethod
    def erase(cls, rows: models.QuerySet[Any]) -> int:
        """Erase certificates for good, with the files that no other names."""
        files = {each.file for each in rows.select_related("file") if each.file}
        count = super().erase(rows)
        for each in files:
            each.discard()
        return count

    @property
    def facts(self) -> facts.Certificate:
        """The facts the engine judges: the device stands for the name of the machine."""
        values = {name: getattr(self, name) for name in facts.Certificate.__dataclass_fields__}
        host = str(self.device) if self.device else self.host
        return msgspec.convert(values | {"host": host}, facts.Certificate)

    @property
    def judgement(self) -> Verdict:
        """What it is worth now."""
        return judge(self.facts)

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a person stores is not inferred any more; the proof outlives its device."""
        device = values.get("device")
        if isinstance(device, Device) and not (values.get("host") or self.host):
            values = {**values, "host": str(device)}
        if self.is_new or "inferred" in values:
            return values
        return {**values, "inferred": [name for name in self.inferred if name not in values]}

    def clean(self) -> None:
        """Refuse the name of a person where a role is wanted: ``wipe_person``."""
        columns.refuse_person(self, "wipe_person", "operator", "verifier")


class NoMediaStatement(Registered):
    """Somebody, by their role, states that a device has no medium that stores data."""

    device = models.ForeignKey(Device, models.CASCADE, "statements", verbose_name=_("device"))
    reason = models.CharField(
        _("what was looked at"),
        max_length=200,
        help_text=_("“Case opened, no drive”, “drive taken out and wiped apart”…"),
    )
    signed_by = models.CharField(
        _("signed by"), max_length=80, help_text=_("A role, never a name.")
    )
    signed_on = models.DateField(_("signed on"), default=timezone.localdate)

    class Meta(Registered.Meta):
        ordering = ["-signed_on"]
        verbose_name = _("statement of no medium")
        verbose_name_plural = _("statements of no medium")

    def __str__(self) -> str:
        return str(self.device)

    def clean(self) -> None:
        """Refuse the name of a person where a role is wanted: ``wipe_person``."""
        columns.refuse_person(self, "wipe_person", "signed_by")
