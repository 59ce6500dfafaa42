"""A lot: devices that leave together, by one route, to one taker; its files and its events."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
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
from jalons.reuse.engine.routes import RouteRule, shipped_rules
from jalons.reuse.web.takers.models import Taker
from jalons.reuse.words.routes import route_name
from jalons.tabular.persons import is_person

_route = lazy(lambda key: route_name(shipped_rules().route(key), lang()), str)
FINAL = frozenset({"route", "taker", "deleted_at"})  # once the lot left


def routes() -> list[tuple[str, Any]]:
    return [(key, _route(key)) for key in shipped_rules().routes]


def _day(label: Any, **more: Any) -> Any:
    return models.DateField(label, null=True, blank=True, **more)


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
    route = models.CharField(_("route"), max_length=40, blank=True, choices=routes)
    taker = models.ForeignKey(
        Taker,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="lots",
        verbose_name=_("taker"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    place = models.CharField(_("place of collection"), max_length=160, blank=True)
    ready_on = _day(_("ready on"))
    collect_by = _day(_("to be collected by"))
    committed_on = _day(
        _("commitment to reuse signed on"),
        help_text=_("The day the taker committed itself in writing to reuse, and to prove it."),
    )
    agreed_on = _day(_("agreement signed on"))
    collected_on = _day(_("collected on"))
    weight = models.DecimalField(
        _("weight on the slip, in kg"),
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    recycled_on = _day(_("recycled on"))
    recycler = models.CharField(_("recycler"), max_length=160, blank=True)
    disposal_number = models.CharField(_("number of its certificate"), max_length=80, blank=True)
    disposal_note = models.CharField(_("remark"), max_length=300, blank=True)
    shows_passports = models.BooleanField(_("public passports"), default=False)

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> RouteRule | None:
        """What the law says of its route."""
        return shipped_rules().routes.get(self.route)

    @property
    def has_left(self) -> bool:
        """Whether its devices are gone."""
        return self.state not in BEFORE

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to change what was handed over, or to delete it: ``lot_final``."""
        if self.has_left and FINAL & set(names):
            raise ReuseError("lot_final")


def stored_as(instance: LotFile, filename: str) -> str:
    """The path of a file: under its authority and its own id, whatever its name."""
    return f"lots/{instance.authority_id}/{instance.id}{Path(filename).suffix.lower()[:8]}"


class LotFile(Registered):
    """A photo or a signed paper of a lot. ``count``: the devices whose reuse a proof proves."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        AGREEMENT = "agreement", _("signed agreement")
        SLIP = "slip", _("signed pick-up slip")
        PROOF = "proof", _("proof of reuse")
        CERTIFICATE = "certificate", _("recycler’s certificate")

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(pgettext_lazy("file", "kind"), max_length=11, choices=Kind)
    name = models.CharField(
        _("title"), max_length=120, help_text=_("What it shows; no name of a person.")
    )
    done_on = models.DateField(_("dated"), default=timezone.localdate)
    count = models.PositiveIntegerField(
        _("devices proved reused"), null=True, blank=True, help_text=_("For a proof of reuse.")
    )
    households = models.PositiveIntegerField(
        _("of which computers given to households"), null=True, blank=True
    )
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
        """Refuse the name of a person (``lot_person``), more households than devices."""
        if is_person(self.name):
            raise ReuseError("lot_person", field="name", text=self.name)
        if (self.households or 0) > (self.count or 0):
            raise ReuseError("lot_households", field="households")
        if self.kind == self.Kind.PROOF and not self.count:
            raise ReuseError("lot_count", field="count")


class LotEvent(AuthorityScoped):
    """An event of a lot: written once, never changed; ``event`` has its hash and the one before."""

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    event = models.JSONField()

    class Meta(AuthorityScoped.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="one_lot_event_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.number}"
