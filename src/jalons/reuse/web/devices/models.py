"""A device that leaves use: what it is, what was decided, where it stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered


class Device(Registered):
    """One device of the authority, from the day somebody asks what to do with it.

    ``source_urn`` names its line in an inventory or an imported file; nothing of it is read again.
    ``lot`` is the lot it leaves in.
    """

    class Kind(models.TextChoices):
        LAPTOP = "laptop", _("laptop")
        DESKTOP = "desktop", _("desktop computer")
        MONITOR = "monitor", _("screen")
        TABLET = "tablet", _("tablet")
        SMARTPHONE = "smartphone", _("smartphone")
        PHONE = "phone", _("desk phone")
        PRINTER = "printer", _("printer")
        PROJECTOR = "projector", _("video projector")
        SERVER = "server", _("server")
        NETWORK = "network", _("network device")
        DRIVE = "drive", _("drive or memory apart")
        PART = "part", _("part or accessory")
        OTHER = "other", _("other")

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
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    tag = models.CharField(_("asset tag"), max_length=80, blank=True)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    price = models.DecimalField(
        _("price paid, before tax"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    value = models.DecimalField(
        _("present value"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    working = models.BooleanField(_("works"), null=True, blank=True)
    supported_until = models.DateField(_("security updates until"), null=True, blank=True)
    special = models.BooleanField(_("classified or special security"), null=True, blank=True)
    media = models.CharField(_("data"), max_length=3, choices=Media, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IN_USE)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    reason = models.TextField(_("reason of the decision"), blank=True)
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
