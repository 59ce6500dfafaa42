"""The observations of an authority."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Status


class StoredObservation(AuthorityScoped):
    """An observation a room gave for an authority, as a row."""

    class HowKnown(models.TextChoices):
        MEASURED = Status.MEASURED, _("measured")
        DECLARED = Status.DECLARED, _("declared")
        ESTIMATED = Status.ESTIMATED, _("estimated")
        DEFAULT = Status.DEFAULT, _("default value")

    indicator = models.CharField(max_length=80)
    low = models.FloatField()
    mid = models.FloatField()
    high = models.FloatField()
    unit = models.CharField(max_length=60)
    period_start = models.DateField()
    period_end = models.DateField()
    perimeter = models.JSONField()
    sources = models.JSONField()
    method = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=HowKnown)
    quality = models.JSONField(null=True)
    origin = models.CharField(max_length=200, db_index=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        ordering = ["recorded_at", "pk"]
        indexes = [
            # all that says who compares with whom: it is read from here, not from the rows
            models.Index(
                fields=["indicator", "method", "period_end", "authority", "unit"],
                name="observations_compared",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "indicator", "period_start", "period_end", "origin"],
                name="one_observation_per_origin",
            ),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("mid"), mid__lte=models.F("high")),
                name="observation_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(period_start__lte=models.F("period_end")),
                name="observation_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.period_start}/{self.period_end}"
