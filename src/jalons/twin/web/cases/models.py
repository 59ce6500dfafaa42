"""Use cases of the twin, and what each really saved."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn
from jalons.twin.web.whatif.models import WhatIf


class TwinCase(AuthorityScoped):
    """A use of the twin: what for, with which types, led by which department, in which state.

    ``moves`` lists {"state", "on"} in the order of days: since when it is an idea, tried, live,
    stopped. ``whatif`` is the estimate it started from, if any.
    """

    class State(models.TextChoices):
        IDEA = "idea", _("idea")
        TRIAL = "trial", _("on trial")
        LIVE = "live", _("live")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("What it is for"), max_length=1_000)
    department = models.CharField(_("Department in charge"), max_length=120, blank=True)
    kinds = models.JSONField(default=list)  # IRIs of the types it uses
    state = models.CharField(max_length=8, choices=State, default=State.IDEA)
    since = models.DateField()
    moves = models.JSONField(default=list)
    whatif = models.ForeignKey(WhatIf, on_delete=models.SET_NULL, null=True, related_name="cases")
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("twin_case", str(self.id))

    def was_live_in(self, year: int) -> bool:
        """Whether it was live on a day of a year."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        days = [(each["state"], date.fromisoformat(each["on"])) for each in self.moves]
        ends = [day for _state, day in days[1:]] + [date.max]
        return any(
            state == self.State.LIVE and start <= last and end > first
            for (state, start), end in zip(days, ends, strict=True)
        )


class CaseResult(AuthorityScoped):
    """Energy a case saved during a period, in kWh, measured or declared, with its proof."""

    class HowKnown(models.TextChoices):
        MEASURED = "measured", _("measured")
        DECLARED = "declared", _("declared")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(TwinCase, on_delete=models.CASCADE, related_name="results")
    saved_kwh = models.FloatField(_("Energy saved, in kWh"))
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("To"))
    how = models.CharField(_("How it is known"), max_length=8, choices=HowKnown)
    proof = models.URLField(_("Link to the proof"), max_length=300, blank=True)
    note = models.CharField(_("How it was computed"), max_length=300, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-ends_on", "-added_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")),
                name="case_result_period_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.saved_kwh:g} kWh, {self.starts_on}/{self.ends_on}"
