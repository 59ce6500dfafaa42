"""The websites, applications and online procedures of an authority, and how they are visited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person
from jalons.webaudit.engine.errors import WebAuditError


class WebService(Registered):
    """An online service; ``procedures`` are the names across rooms of those it lets people do."""

    class Kind(models.TextChoices):
        SITE = "site", _("website")
        APP = "app", _("mobile application")
        INTRANET = "intranet", _("intranet or extranet")
        PROCEDURE = "procedure", _("online procedure")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("online service", "in use")
        CLOSING = "closing", pgettext_lazy("online service", "to close")
        CLOSED = "closed", pgettext_lazy("online service", "closed")

    class Clause(models.TextChoices):
        UNKNOWN = "", pgettext_lazy("clause", "not known")
        YES = "yes", pgettext_lazy("clause", "in the contract")
        NO = "no", pgettext_lazy("clause", "not in the contract")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.SITE)
    address = models.CharField(
        _("address"), max_length=300, validators=[URLValidator(["http", "https"])]
    )
    owner = models.CharField(
        _("who answers for it"), max_length=120, blank=True,
        help_text=_("A role or a department. Never the name of a person."),
    )  # fmt: skip
    procedures = models.JSONField(_("procedures it serves"), default=list, blank=True)
    supplier = models.CharField(pgettext_lazy("contract", "supplier"), max_length=120, blank=True)
    contract_end = models.DateField(_("end of the contract"), null=True, blank=True)
    clause_access = models.CharField(
        _("accessibility clause"), max_length=3, choices=Clause, blank=True
    )
    clause_ecodesign = models.CharField(
        _("ecodesign clause"), max_length=3, choices=Clause, blank=True
    )
    yearly_cost = exact_number(
        _("hosting and upkeep a year, in euros"), 10, 2, least=0, optional=True
    )
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    reason = models.TextField(_("reason of the closing"), max_length=2_000, blank=True)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("online service")
        verbose_name_plural = _("online services")
        constraints = [
            unique_alive("name", name="one_service_of_a_name",
                         message=_("Another service has this name."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if is_person(self.owner):
            raise WebAuditError("service_person", field="owner", text=self.owner)
        if self.state != self.State.OPEN and not self.reason.strip():
            raise WebAuditError("closing_reason", field="reason")


class Traffic(Registered):
    """The visits of a service in a month, named by its first day, and where the count is from."""

    service = models.ForeignKey(
        WebService, models.CASCADE, "traffic", verbose_name=_("online service")
    )
    month = models.DateField(_("month"), help_text=_("Any of its days; only a month that is over."))
    visits = models.PositiveIntegerField(pgettext_lazy("of a website", "visits"))
    views = models.PositiveIntegerField(_("page views"), null=True, blank=True)
    source = models.CharField(
        _("where the count is from"), max_length=120, help_text=_("For example: Matomo.")
    )

    class Meta(Registered.Meta):
        ordering = ["-month"]
        verbose_name = _("month of visits")
        verbose_name_plural = pgettext_lazy("of a website", "visits")
        constraints = [
            unique_alive("service", "month", name="one_count_a_month",
                         message=_("This month is counted."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.service} {self.month:%Y-%m}"

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the first day of the month."""
        month = values.get("month")
        return {**values, "month": month.replace(day=1)} if month else values

    def clean(self) -> None:
        if self.month >= timezone.localdate().replace(day=1):
            raise WebAuditError("traffic_future", field="month")
