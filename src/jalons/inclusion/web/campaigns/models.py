"""Campaigns on uses, and what was measured of them: quantities as a whole, never a person."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered
from jalons.inclusion.engine.campaigns.measures import Effect, Measured, counts_persons, effects
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.web.skills.models import code_field
from jalons.inclusion.words.campaigns import result
from jalons.inclusion.words.skills import rows
from jalons.kernel.tables import package_table


class Campaign(Registered):
    """A campaign: planned, run, measured."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("campaign", "planned")
        RUN = "run", pgettext_lazy("campaign", "run")
        MEASURED = "measured", pgettext_lazy("campaign", "measured")

    name = models.CharField(_("name"), max_length=120)
    theme = code_field(_("theme"), "theme", "campaigns")
    public = code_field(_("public"), "public", "campaigns")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-starts_on", "name"]
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self) -> str:
        return self.name

    @property
    def effects(self) -> tuple[Effect, ...]:
        every = living(CampaignMeasure, self.authority).filter(campaign=self)
        before, after = ([Measured(each.quantity, each.scope, float(each.value)) for each in every
                          if each.moment == moment] for moment in ("before", "after"))  # fmt: skip
        quantities = rows("campaigns", "quantity").items()
        return effects(before, after, [code for code, about in quantities if about.get("once")])

    @property
    def result(self) -> str:
        return result(self.effects, lang())

    @property
    def advice(self) -> dict[str, Any]:
        about = rows("campaigns", "theme")[self.theme]
        return {"do": about["do"][lang()], "measure": about["measure"][lang()]}


class CampaignMeasure(Registered):
    """A quantity, before or after; the form refuses what counts the screen time of people."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, "measures")
    moment = code_field(_("moment"), "moment", "campaigns")
    quantity = code_field(_("what is measured"), "quantity", "campaigns")
    scope = models.CharField(
        _("on what"), max_length=120, help_text=_("The same words before and after.")
    )
    value = exact_number(_("value"), 14, 2, least=0)
    day = models.DateField(_("measured on"), default=timezone.localdate)

    class Meta(Registered.Meta):
        ordering = ["day", "created_at"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    def __str__(self) -> str:
        return self.scope

    def clean(self) -> None:
        """Refuse screen time (``campaign_screen_time``), a share above the whole."""
        if counts_persons(self.scope, package_table("jalons.inclusion", "campaigns")["refused"]):
            raise InclusionError("campaign_screen_time", field="scope")
        if self.value > 100 and rows("campaigns", "quantity")[self.quantity].get("share"):
            raise InclusionError("campaign_share", field="value")
