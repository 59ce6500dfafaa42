"""A device that leaves use: what it is, what was decided, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.models import Registered
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.routes.verdicts import LeavingDevice
from jalons.reuse.web import columns


class Device(Registered):
    """One device of the authority, from the day somebody asks what to do with it.

    ``source_urn`` names its line in an inventory or an imported file; nothing of it is read again.
    ``lot`` is the lot it leaves in. ``proposed`` is what Jalons proposed on the day a person
    decided: the decision is theirs, and ``reason`` says why.
    """

    class Kind(models.TextChoices):
        LAPTOP = "laptop", _("laptop")
        DESKTOP = "desktop", _("desktop computer")
        MONITOR = "monitor", _("screen")
        TABLET = "tablet", _("tablet")
        SMARTPHONE = "smartphone", _("smartphone")
        PHONE = "phone", _("desk phone")
        PRINTER = "printer", _("printer")
        MULTIFUNCTION = "multifunction", _("multifunction printer")
        PROJECTOR = "projector", _("video projector")
        SERVER = "server", _("server")
        NETWORK = "network", _("network device")
        DRIVE = "drive", _("drive or memory apart")
        PART = "part", _("part or accessory")
        OTHER = "other", pgettext_lazy("device", "other")

    class State(models.TextChoices):
        IN_USE = "in_use", _("in use")
        RETIRED = "retired", _("retired, in stock")
        IN_LOT = "in_lot", _("in a lot")
        GONE = "gone", _("gone")

    class Decision(models.TextChoices):
        NONE = "", _("to decide")
        KEEP = "keep", _("keep")
        REPAIR = "repair", _("repair")
        REFURBISH = "refurbish", _("refurbish in house")
        GIVE = "give", _("give")
        SELL = "sell", _("sell")
        RECYCLE = "recycle", _("recycle")

    class Media(models.TextChoices):
        UNKNOWN = "", _("not known")
        YES = "yes", _("stores data")
        NO = "no", _("stores no data")

    label = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind, default=Kind.OTHER)
    maker = columns.text(_("maker"))
    model = columns.text(_("model"), 120)
    serial = columns.text(_("serial number"))
    tag = columns.text(_("asset tag"))
    bought_on = columns.day(_("bought on"))
    price = columns.amount(_("price paid, before tax"), 10, 2, "0")
    value = columns.amount(_("present value"), 10, 2)
    weight = columns.amount(_("weight, in kg"), 8, 3, "0.001")
    working = columns.yes_or_no(_("works"))
    supported_until = columns.day(_("security updates until"))
    special = columns.yes_or_no(_("classified or special security"))
    media = columns.text(_("data"), 3, choices=Media)
    drives = columns.small_count(
        _("number of data media"),
        1,
        help_text=_("Hard disks, SSDs, memory cards: count them. Not known is not one."),
    )
    retired_on = columns.day(_("retired on"), help_text=_("The day it left use; empty before."))
    used_again_on = columns.day(
        _("put back in use on"),
        help_text=_("The last time: a wiping that is older proves nothing any more."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IN_USE)
    decision = columns.text(_("decision"), 10, choices=Decision)
    proposed = columns.text(_("proposed by Jalons"), 10, choices=Decision, editable=False)
    reason = models.TextField(_("reason of the decision"), max_length=2_000, blank=True)
    decided_on = columns.day(_("decided on"))
    source_urn = models.CharField(max_length=200, blank=True, editable=False)
    lot = models.ForeignKey(
        "reuse.Lot", models.SET_NULL, "devices", null=True, blank=True, verbose_name=_("lot")
    )

    class Meta(Registered.Meta):
        ordering = ["label"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        indexes = [models.Index(fields=["authority", "state", "kind"], name="reuse_by_state")]

    def __str__(self) -> str:
        return self.label

    @property
    def leaving(self) -> LeavingDevice:
        """What the rules of the routes read of it."""
        return LeavingDevice(
            self.kind, self.bought_on, self.retired_on, self.value, self.working, self.special
        )

    @property
    def media_count(self) -> int | None:
        """How many media it has, None when nobody counted them; a drive apart is one."""
        return 1 if self.drives is None and self.kind == self.Kind.DRIVE else self.drives

    @property
    def is_ours(self) -> bool:
        """Whether what becomes of it is still to be said here: no lot has it."""
        return self.state in {self.State.IN_USE, self.State.RETIRED}

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A device in use whose day of retirement has come is retired."""
        day, state = values.get("retired_on"), values.get("state", self.state)
        has_come = isinstance(day, date) and day <= timezone.localdate()
        return (
            {**values, "state": self.State.RETIRED}
            if has_come and state == self.State.IN_USE
            else values
        )

    def clean(self) -> None:
        """Refuse what the rules refuse to read: its error is that of the field."""
        assert self.leaving  # noqa: S101  made to be checked
        if self.retired_on and self.used_again_on and self.retired_on < self.used_again_on:
            raise ReuseError("retired_before_use", field="retired_on")


class Repair(Registered):
    """A repair done: when, what, by which role, at what cost. No person is named."""

    class By(models.TextChoices):
        IN_HOUSE = "in_house", _("our IT service")
        PROVIDER = "provider", _("a provider")
        WORKSHOP = "workshop", _("a repair workshop")
        WARRANTY = "warranty", _("the maker, under warranty")

    device = models.ForeignKey(Device, models.CASCADE, "repairs", verbose_name=_("device"))
    done_on = models.DateField(_("done on"))
    what = models.CharField(_("what was repaired"), max_length=200)
    by = models.CharField(_("by"), max_length=10, choices=By, default=By.IN_HOUSE)
    cost = columns.amount(_("cost, before tax"), 9, 2, "0")

    class Meta(Registered.Meta):
        ordering = ["-done_on"]
        verbose_name = pgettext_lazy("noun", "repair")
        verbose_name_plural = pgettext_lazy("noun", "repairs")

    def __str__(self) -> str:
        return self.what
