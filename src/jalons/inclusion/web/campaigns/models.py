"""Campaigns on uses, and what was measured of them: quantities as a whole, never a person."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered
from jalons.inclusion.engine.campaigns.measures import Measured, counts_persons
from jalons.inclusion.engine.errors import InclusionError
from jalons.inclusion.words.campaigns import rows
from jalons.kernel.tables import package_table


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes of a field of ``data/campaigns.toml`` with their words."""
    named = lazy(lambda code: rows(name)[code][lang()], str)
    return [(code, named(code)) for code in rows(name)]


class Campaign(Registered):
    """A campaign: planned, run, measured."""

    class Public(models.TextChoices):
        RESIDENTS = "residents", _("residents")
        SCHOOLS = "schools", _("schools")
        STAFF = "staff", _("staff")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("campaign", "planned")
        RUN = "run", pgettext_lazy("campaign", "run")
        MEASURED = "measured", pgettext_lazy("campaign", "measured")

    name = models.CharField(_("name"), max_length=120)
    theme = models.CharField(_("theme"), max_length=20, choices=partial(choices, "theme"))
    public = models.CharField(_("public"), max_length=9, choices=Public)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-starts_on", "name"]
        verbose_name, verbose_name_plural = _("campaign"), _("campaigns")

    def __str__(self) -> str:
        return self.name


class CampaignMeasure(Registered):
    """A quantity, before or after; the form refuses what counts the screen time of people."""

    class Moment(models.TextChoices):
        BEFORE = "before", pgettext_lazy("measure", "before")
        AFTER = "after", pgettext_lazy("measure", "after")

    campaign = models.ForeignKey(Campaign, models.CASCADE, "measures")
    moment = models.CharField(_("moment"), max_length=6, choices=Moment)
    quantity = models.CharField(_("what is measured"), max_length=20,
                                choices=partial(choices, "quantity"))  # fmt: skip
    scope = models.CharField(_("on what"), max_length=120,
                             help_text=_("The same words before and after."))  # fmt: skip
    value = exact_number(_("value"), 14, 2, least=0)
    day = models.DateField(_("measured on"), default=timezone.localdate)

    class Meta(Registered.Meta):
        ordering = ["day", "created_at"]
        verbose_name, verbose_name_plural = _("measure"), _("measures")

    def __str__(self) -> str:
        return f"{self.get_moment_display()} · {self.scope}"

    @property
    def measured(self) -> Measured:
        return Measured(self.quantity, self.scope, float(self.value))

    def clean(self) -> None:
        """Refuse screen time (``campaign_screen_time``), a share above the whole."""
        if counts_persons(self.scope, package_table("jalons.inclusion", "campaigns")["refused"]):
            raise InclusionError("campaign_screen_time", field="scope")
        if self.value > 100 and rows("quantity")[self.quantity].get("share"):
            raise InclusionError("campaign_share", field="value")
