"""Meters that are watched, their hours by month, and the alerts a person closes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.series.quantities import RULES, UNITS
from jalons.ailibrary.words import meters as words
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import CodesField, exact_number
from jalons.foundation.register.models import Registered, unique_alive
from jalons.kernel import Interval
from jalons.tabular.persons import is_person


def rule_choices() -> list[tuple[str, str]]:
    """The rules, in the language of the page."""
    return [(key, words.label(key, lang())) for key in RULES]


def four_weeks_ago() -> date:
    """The first day that is judged when a watch begins today."""
    return timezone.localdate() - timedelta(days=28)


def all_rules() -> list[str]:
    """Every rule: what a new watch applies."""
    return list(RULES)


class MeterWatch(Registered):
    """A meter that is watched; ``meter`` is its key in the twin, empty for readings of files.

    ``measured`` is what the last round drew and learned; ``judged_on`` its day.
    """

    class Quantity(models.TextChoices):
        ELECTRICITY = "electricity", pgettext_lazy("meter", "electricity")
        GAS = "gas", pgettext_lazy("meter", "gas")
        HEAT = "heat", pgettext_lazy("meter", "heat")
        WATER = "water", pgettext_lazy("meter", "water")
        TEMPERATURE = "temperature", pgettext_lazy("meter", "temperature")

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("meter", "watched")
        PAUSED = "paused", pgettext_lazy("meter", "paused")

    name = models.CharField(_("name"), max_length=120)
    site = models.CharField(pgettext_lazy("meter", "what it measures"), max_length=120, blank=True)
    quantity = models.CharField(pgettext_lazy("meter", "quantity"), max_length=11, choices=Quantity)
    meter = models.CharField(
        _("meter of the twin"), max_length=400, blank=True,
        help_text=_("Nothing for a meter whose readings come from files."),
    )  # fmt: skip
    weather = models.ForeignKey(
        "self", models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("outdoor temperature"),
        help_text=_("A watched temperature, for what heats or cools."),
    )  # fmt: skip
    since = models.DateField(
        _("watched since"), default=four_weeks_ago,
        help_text=_("No alert is opened for the days before."),
    )  # fmt: skip
    alerted = models.CharField(
        _("who checks its alerts"), max_length=120,
        help_text=_("A role or a department. Never the name of a person."),
    )  # fmt: skip
    rules = CodesField(_("rules"), codes=rule_choices, default=all_rules)
    state = models.CharField(
        _("state"), max_length=6, choices=State, default=State.ACTIVE, editable=False
    )
    judged_on = models.DateField(_("last comparison"), null=True, blank=True, editable=False)
    measured = models.JSONField(default=dict, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("judged_on", "measured")

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("watched meter")
        verbose_name_plural = _("watched meters")
        constraints = [unique_alive("name", name="one_meter_of_a_name",
                                    message=_("Another meter has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def unit(self) -> str:
        """The unit of its hours."""
        return UNITS[self.quantity]

    def clean(self) -> None:
        if is_person(self.alerted):
            raise AIError("meter_person", field="alerted", text=self.alerted)
        if self.weather is not None and self.weather.quantity != self.Quantity.TEMPERATURE:
            raise AIError("meter_weather", field="weather")


class MeterMonth(AuthorityScoped):
    """The hours of a meter in a month of UTC, in the unit of its quantity; null is unknown."""

    watch = models.ForeignKey(MeterWatch, models.CASCADE, "months")
    month = models.DateField()
    hours: Any = models.JSONField(default=list)
    source = models.CharField(max_length=120)

    class Meta(AuthorityScoped.Meta):
        constraints = [models.UniqueConstraint("watch", "month", name="one_month_of_a_meter")]

    def __str__(self) -> str:
        return f"{self.watch_id} {self.month:%Y-%m}"


class MeterAlert(Registered):
    """Days on which a rule spoke: an alert for a person, who checks and closes it.

    ``measured``: read, expected, low, mid and high of the deviation, times the threshold, also.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("meter alert", "to check")
        CLOSED = "closed", pgettext_lazy("meter alert", "closed")

    class Cause(models.TextChoices):
        LEAK = "leak", pgettext_lazy("meter alert", "leak")
        LEFT_ON = "left_on", pgettext_lazy("meter alert", "equipment left on")
        SETTING = "setting", pgettext_lazy("meter alert", "wrong setting or schedule")
        SENSOR = "sensor", pgettext_lazy("meter alert", "meter or sensor out of order")
        USE = "use", pgettext_lazy("meter alert", "another use of the place")
        OTHER = "other", pgettext_lazy("meter alert", "other cause")
        FALSE = "false", pgettext_lazy("meter alert", "false alarm")

    watch = models.ForeignKey(MeterWatch, models.CASCADE, "alerts", verbose_name=_("meter"))
    rule = models.CharField(pgettext_lazy("meter", "rule"), max_length=8, choices=rule_choices)
    first_day = models.DateField(_("first day"))
    cause = models.CharField(_("cause"), max_length=8, choices=Cause, blank=True)
    action = models.TextField(
        _("what was done"),
        max_length=2_000,
        blank=True,
        help_text=_("Without the name of anybody."),
    )
    found = exact_number(
        _("amount found (kWh or m³)"), 12, 3, least=0, optional=True,
        help_text=_("What was lost and is no longer, if you know it."),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=6, choices=State, default=State.OPEN, editable=False
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    last_day = models.DateField(null=True, blank=True, editable=False)
    measured = models.JSONField(default=dict, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("last_day", "measured")

    class Meta(Registered.Meta):
        ordering = ["-first_day"]
        verbose_name = _("meter alert")
        verbose_name_plural = _("meter alerts")

    def __str__(self) -> str:
        return f"{words.label(self.rule, lang())}, {self.watch}"

    @property
    def until(self) -> date:
        """The last day of its period."""
        return self.last_day or self.first_day

    @property
    def size(self) -> words.Size:
        """What was read and expected, when known."""
        said = self.measured
        gap = said.get("gap")
        return words.Size(said.get("read"), said.get("expected"), Interval(*gap) if gap else None,
                          self.watch.unit)  # fmt: skip

    def clean(self) -> None:
        if self.state == self.State.CLOSED and not self.cause:
            raise AIError("meter_closing", field="cause")
