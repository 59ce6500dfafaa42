"""A lot: devices that leave together, by one route, to one taker."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered
from jalons.reuse.web.takers.models import Taker


class Lot(Registered):
    """Devices that leave together. ``route`` is a key of the rules of ``engine.routes``."""

    class State(models.TextChoices):
        OPEN = "open", _("being prepared")
        OFFERED = "offered", _("offered")
        AGREED = "agreed", _("agreed")
        COLLECTED = "collected", _("collected")
        PROVED = "proved", _("reuse proved")
        DISPOSED = "disposed", _("recycled, certified")

    name = models.CharField(_("name"), max_length=120)
    route = models.CharField(_("route"), max_length=40, blank=True)
    taker = models.ForeignKey(
        Taker,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="lots",
        verbose_name=_("taker"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    place = models.CharField(_("place"), max_length=160, blank=True)
    ready_on = models.DateField(_("ready on"), null=True, blank=True)
    collected_on = models.DateField(_("collected on"), null=True, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")

    def __str__(self) -> str:
        return self.name
