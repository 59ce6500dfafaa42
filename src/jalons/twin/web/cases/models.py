"""Use cases of the twin, and what each really saved."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Registered
from jalons.kernel import JalonsError
from jalons.twin.web.whatif.models import WhatIf

MOST_KWH = 1e12


class CaseError(JalonsError):
    """A use case or a result that cannot be stored."""

    package = "jalons.twin"


def first_move() -> list[dict[str, str]]:
    """The first step of a new case: an idea, today."""
    return [{"state": "idea", "on": timezone.localdate().isoformat()}]


class TwinCase(Registered):
    """A use of the twin: purpose, types, department in charge, state.

    ``moves`` lists {"state", "on"} in order of days: since when it is an idea, on trial, live,
    stopped. ``whatif`` is the scenario it started from, if there is one.
    """

    class State(models.TextChoices):
        IDEA = "idea", _("idea")
        TRIAL = "trial", _("on trial")
        LIVE = "live", _("live")
        STOPPED = "stopped", _("stopped")

    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(
        _("What it is for, in plain words"),
        max_length=1_000,
        help_text=_("Which decision does it help to take?"),
    )
    department = models.CharField(
        _("Department in charge"),
        max_length=120,
        blank=True,
        help_text=_("A department, not a person: street lighting department."),
    )
    kinds = models.JSONField(_("Types of the twin it uses"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IDEA)
    since = models.DateField(_("since"), default=timezone.localdate)
    moves = models.JSONField(_("Its states"), default=first_move)
    whatif = models.ForeignKey(
        WhatIf,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("Scenario that estimates what it saves"),
        help_text=_("An estimate is shown as one, until a result is known."),
    )

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("use case")
        verbose_name_plural = _("use cases of the twin")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a step dated in the future, or before the previous step."""
        if self.since > timezone.localdate():
            raise CaseError("case_move_future", day=self.since.isoformat(), field="since")
        for before, after in pairwise(self.moves):
            if after["on"] < before["on"]:
                raise CaseError("case_move_past", day=after["on"], since=before["on"])

    def periods(self) -> list[tuple[str, date, date]]:
        """Its states with their first day and their end (``date.max``: not ended)."""
        days = [date.fromisoformat(move["on"]) for move in self.moves]
        ends = [*days[1:], date.max]
        states = (move["state"] for move in self.moves)
        return list(zip(states, days, ends, strict=True))

    def was_live_in(self, year: int) -> bool:
        first, last = date(year, 1, 1), date(year, 12, 31)
        return any(
            state == self.State.LIVE and start <= last and end > first
            for state, start, end in self.periods()
        )

    def moved(self, state: Any, day: date) -> dict[str, Any]:
        """Its steps after a new state on a day; one step a day."""
        rest = [move for move in self.moves if move["on"] != day.isoformat()]
        return {"moves": [*rest, {"state": str(state), "on": day.isoformat()}]}


class CaseResult(Registered):
    """Energy a case saved during a period, in kWh, measured or declared, with its proof."""

    class HowKnown(models.TextChoices):
        MEASURED = "measured", _("measured")
        DECLARED = "declared", _("declared")

    case = models.ForeignKey(TwinCase, on_delete=models.CASCADE, related_name="results")
    saved_kwh = models.FloatField(
        _("Energy saved, in kWh"), help_text=_("Less than zero if it used more.")
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("To"))
    how = models.CharField(_("How it is known"), max_length=8, choices=HowKnown)
    note = models.CharField(
        _("How it was computed"),
        max_length=300,
        blank=True,
        help_text=_("Meters compared over the same months of two years, for instance."),
    )
    proof = models.URLField(_("Link to the proof"), max_length=300, blank=True)

    class Meta(Registered.Meta):
        ordering = ["-ends_on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")),
                name="case_result_period_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.saved_kwh:g} kWh, {self.starts_on}/{self.ends_on}"

    def clean(self) -> None:
        """Refuse a period in the wrong order, not over, or that overlaps another result."""
        if not abs(self.saved_kwh) < MOST_KWH:
            raise CaseError("case_result_absurd", field="saved_kwh")
        if self.ends_on < self.starts_on:
            raise CaseError("case_result_order", field="ends_on")
        if self.ends_on > timezone.localdate():
            raise CaseError("case_result_future", field="ends_on")
        others = living(CaseResult, self.authority).filter(case=self.case_id).exclude(pk=self.pk)
        if others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).exists():
            raise CaseError("case_result_overlaps", field="ends_on")
