"""Devices offered or needed, shown to other authorities only when somebody chose so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.models import Registered
from jalons.foundation.territories.queries import communes_named
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.matching import Demand, Position, Supply
from jalons.reuse.web import columns
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots.models import Lot

FIRST_YEAR = 1990


class Offer(Registered):
    """Devices an authority offers, or needs. ``year``: the oldest of those offered was bought then,
    those needed then or later. ``insee``: the commune that ``place`` names, when one only does.
    """

    class Side(models.TextChoices):
        OFFER = "offer", _("we offer")
        NEED = "need", _("we need")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("offer", "open")
        CLOSED = "closed", pgettext_lazy("offer", "closed")

    class Works(models.TextChoices):
        UNKNOWN = "", _("not known")
        YES = "yes", _("works")
        NO = "no", _("broken, for parts")

    side = models.CharField(_("offer or need"), max_length=5, choices=Side, default=Side.OFFER)
    name = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=13, choices=Device.Kind)
    quantity = models.PositiveIntegerField(_("devices"), validators=[MinValueValidator(1)])
    year = columns.small_count(
        _("bought in, or since"),
        FIRST_YEAR,
        help_text=_("Offer: the year of the oldest device. Need: the oldest year you accept."),
    )
    works = columns.text(_("state needed or offered"), 3, choices=Works)
    place = columns.text(_("municipality"), 120, help_text=_("Its name, or its INSEE code."))
    insee = models.CharField(max_length=5, blank=True, editable=False)
    until = models.DateField(_("valid until"))
    lot = models.ForeignKey(
        Lot, models.SET_NULL, "offers", null=True, blank=True, verbose_name=_("lot")
    )
    role = models.CharField(
        _("who to write to"), max_length=120, help_text=_("A role or a department, not a person.")
    )
    page = models.URLField(
        _("page of the authority"), blank=True, validators=[URLValidator(["https"])]
    )
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    shown = models.BooleanField(_("shown to other authorities"), default=False)

    class Meta(Registered.Meta):
        ordering = ["until", "name"]
        verbose_name = _("offer or need")
        verbose_name_plural = _("offers and needs")

    def __str__(self) -> str:
        return self.name

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the code of the commune, when one only has that name or that code."""
        if "place" not in values:
            return values
        found = communes_named(values["place"])
        return {**values, "insee": found[0].code if len(found) == 1 else ""}

    def clean(self) -> None:
        columns.refuse_person(self, "offer_contact_person", "role")
        if self.year and self.year > timezone.localdate().year:
            raise ReuseError("offer_year_future", field="year")
        if self.place and not self.insee:
            code = "several" if communes_named(self.place) else "unknown"
            raise ReuseError(f"offer_place_{code}", field="place", text=self.place)

    @cached_property
    def position(self) -> Position | None:
        commune = communes_named(self.insee)[0] if self.insee else None
        if commune is None or commune.lat is None or commune.lon is None:
            return None
        return Position(commune.lat, commune.lon)

    def is_open(self, on: date) -> bool:
        return self.state == self.State.OPEN and self.until >= on

    @property
    def matching(self) -> Supply | Demand:
        """What the engine reads of it: a need says that devices must work, or may be broken."""
        key, works = str(self.pk), {"": None, "yes": True, "no": False}[self.works]
        if self.side == self.Side.OFFER:
            return Supply(key, self.kind, self.quantity, self.until, self.year, works,
                          self.position)  # fmt: skip
        return Demand(key, self.kind, self.quantity, self.until, self.year, works is not False,
                      self.position)  # fmt: skip
