"""A lot: devices that leave together, by one route, to one taker; its files and its events."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered
from jalons.reuse.engine.errors import ReuseError
from jalons.reuse.engine.lots.tasks import BEFORE
from jalons.reuse.engine.routes.rules import RouteRule, shipped_rules
from jalons.reuse.web import columns
from jalons.reuse.web.takers.models import Taker
from jalons.reuse.words.routes import route_name

FINAL = frozenset({"route", "taker", "deleted_at"})  # once the lot left


def _name_of(key: str) -> str:
    return route_name(shipped_rules().route(key), lang())


def routes() -> list[tuple[str, Any]]:
    named = lazy(_name_of, str)
    return [(key, named(key)) for key in shipped_rules().routes]


class Lot(Registered):
    """Devices that leave together. ``route`` is a key of the rules of ``engine.routes``."""

    class State(models.TextChoices):
        OPEN = "open", _("being prepared")
        OFFERED = "offered", pgettext_lazy("lot", "offered")
        AGREED = "agreed", pgettext_lazy("lot", "agreed")
        COLLECTED = "collected", _("collected")
        PROVED = "proved", _("reuse proved")
        DISPOSED = "disposed", _("recycled, certified")

    class Origin(models.TextChoices):
        UNKNOWN = "", _("no answer")
        PROFESSIONAL = "professional", _("professional: codes 16 02")
        HOUSEHOLD = "household", _("of households or alike: codes 20 01")

    name = models.CharField(_("name"), max_length=120)
    route = columns.text(_("route"), 40, choices=routes)
    taker = models.ForeignKey(
        Taker, models.SET_NULL, "lots", null=True, blank=True, verbose_name=_("taker")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    place = columns.text(_("place of collection"), 160)
    ready_on = columns.day(_("ready on"))
    collect_by = columns.day(_("to be collected by"))
    committed_on = columns.day(
        _("commitment to reuse signed on"),
        help_text=_("The day the taker committed itself in writing to reuse, and to prove it."),
    )
    agreed_on = columns.day(_("agreement signed on"))
    collected_on = columns.day(_("collected on"))
    weight = columns.amount(_("weight on the slip, in kg"), 9, 3, "0.001")
    waste_origin = columns.text(
        _("origin of the waste"), 12, choices=Origin,
        help_text=_("It chooses the codes of the waste slip: the recycler says which it accepts."),
    )  # fmt: skip
    recycled_on = columns.day(_("recycled on"))
    recycler = columns.text(_("recycler"), 160)
    disposal_number = columns.text(_("number of its certificate"), 80)
    disposal_note = columns.text(_("remark"), 300)
    shows_passports = models.BooleanField(_("public passports"), default=False)

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> RouteRule | None:
        return shipped_rules().routes.get(self.route)

    @property
    def has_left(self) -> bool:
        return self.state not in BEFORE

    def clean(self) -> None:
        """Refuse a collection before its agreement, or on a day to come: ``lot_dates``."""
        first, last = self.agreed_on or date.min, timezone.localdate()
        if self.collected_on and not first <= self.collected_on <= last:
            raise ReuseError("lot_dates", field="collected_on")

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to change what was handed over, or to delete it: ``lot_final``."""
        if self.has_left and FINAL & set(names):
            raise ReuseError("lot_final")


def stored_as(instance: LotFile, filename: str) -> str:
    """The path of a file: under its authority and its own id, whatever its name."""
    return f"lots/{instance.authority_id}/{instance.id}{Path(filename).suffix}"


class LotFile(Registered):
    """A photo or a signed paper of a lot. ``count``: the devices whose reuse a proof proves."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        AGREEMENT = "agreement", _("signed agreement")
        SLIP = "slip", _("signed pick-up slip")
        PROOF = "proof", _("proof of reuse")
        CERTIFICATE = "certificate", _("recycler’s certificate")

    lot = models.ForeignKey(Lot, models.CASCADE, "files")
    kind = models.CharField(pgettext_lazy("file", "kind"), max_length=11, choices=Kind)
    name = models.CharField(
        _("title"), max_length=120, help_text=_("What it shows; no name of a person.")
    )
    done_on = models.DateField(_("dated"), default=timezone.localdate)
    count = columns.count(_("devices proved reused"), help_text=_("For a proof of reuse."))
    households = columns.count(_("of which computers given to households"))
    file = models.FileField(_("file"), upload_to=stored_as, max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)

    computed: ClassVar[tuple[str, ...]] = ("file", "size", "sha256")

    class Meta(Registered.Meta):
        ordering = ["done_on", "created_at"]
        verbose_name = _("file of a lot")
        verbose_name_plural = _("files of lots")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse the name of a person, more households than devices, a proof that proves none."""
        columns.refuse_person(self, "lot_person", "name")
        if (self.households or 0) > (self.count or 0):
            raise ReuseError("lot_households", field="households")
        if self.kind == self.Kind.PROOF and not self.count:
            raise ReuseError("lot_count", field="count")


class LotEvent(AuthorityScoped):
    """An event of a lot: written once, never changed; ``event`` has its hash and the one before."""

    sealed_fields = ("event",)
    lot = models.ForeignKey(Lot, models.CASCADE, "events")
    number = models.PositiveIntegerField()
    event = models.JSONField()

    class Meta(AuthorityScoped.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="one_lot_event_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.number}"
