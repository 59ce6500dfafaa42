"""A device that leaves use: what it is, what was decided, where it stands."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.models import Registered
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.routes.verdicts import LeavingDevice

_NOT_NEGATIVE = MinValueValidator(Decimal(0))


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
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    tag = models.CharField(_("asset tag"), max_length=80, blank=True)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    price = models.DecimalField(
        _("price paid, before tax"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[_NOT_NEGATIVE],
    )
    value = models.DecimalField(
        _("present value"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    weight = models.DecimalField(
        _("weight, in kg"),
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    working = models.BooleanField(_("works"), null=True, blank=True)
    supported_until = models.DateField(_("security updates until"), null=True, blank=True)
    special = models.BooleanField(_("classified or special security"), null=True, blank=True)
    media = models.CharField(_("data"), max_length=3, choices=Media, blank=True)
    drives = models.PositiveSmallIntegerField(
        _("number of data media"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Hard disks, SSDs, memory cards: count them. Not known is not one."),
    )
    retired_on = models.DateField(
        _("retired on"), null=True, blank=True, help_text=_("The day it left use; empty before.")
    )
    used_again_on = models.DateField(
        _("put back in use on"),
        null=True,
        blank=True,
        help_text=_("The last time: a wiping that is older proves nothing any more."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IN_USE)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    proposed = models.CharField(
        _("proposed by Jalons"), max_length=10, choices=Decision, blank=True, editable=False
    )
    reason = models.TextField(_("reason of the decision"), max_length=2_000, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    source_urn = models.CharField(max_length=200, blank=True, editable=False)
    lot = models.ForeignKey(
        "reuse.Lot",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="devices",
        verbose_name=_("lot"),
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

    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="repairs", verbose_name=_("device")
    )
    done_on = models.DateField(_("done on"))
    what = models.CharField(_("what was repaired"), max_length=200)
    by = models.CharField(_("by"), max_length=10, choices=By, default=By.IN_HOUSE)
    cost = models.DecimalField(
        _("cost, before tax"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[_NOT_NEGATIVE],
    )

    class Meta(Registered.Meta):
        ordering = ["-done_on"]
        verbose_name = pgettext_lazy("noun", "repair")
        verbose_name_plural = pgettext_lazy("noun", "repairs")

    def __str__(self) -> str:
        return self.what
