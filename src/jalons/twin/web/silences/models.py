"""What a person knows of a sensor that fell silent."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person


class SensorSilence(Registered):
    """Why a sensor is silent, and when it is expected back.

    It holds as long as the sensor observes nothing after ``last``, its last observation (µs) when
    this was written.
    """

    sensor = models.CharField(max_length=500, editable=False)
    name = models.CharField(_("Sensor"), max_length=200, editable=False)
    last = models.BigIntegerField(editable=False)
    reason = models.CharField(
        _("Why it is silent"), max_length=200, help_text=_("Flat battery, road works… No name.")
    )
    back_on = models.DateField(_("Expected back on"), null=True, blank=True)
    public = models.BooleanField(_("Citizens may read this"), default=False)

    computed = ("sensor", "name", "last")

    class Meta(Registered.Meta):
        ordering = ["-last"]
        verbose_name = _("silence of a sensor")
        verbose_name_plural = _("silences of sensors")
        constraints = [
            unique_alive(
                "sensor", "last", name="one_reason_a_silence",
                message=_("A reason is written already: change it."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.public and is_person(self.reason):
            text = _("This looks like the name of a person: citizens would read it.")
            raise ValidationError({"reason": text})
