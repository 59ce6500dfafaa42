"""Figures of groups of territories, as they were shown."""

from __future__ import annotations

from typing import Any

from django.db import models

from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.scoping import AuthorityScoped


class StoredRelease(AuthorityScoped):
    """A group as it was shown on a day; ``members`` are stored to compare, never shown."""

    indicator = models.CharField(max_length=80)
    method = models.CharField(max_length=80)
    period = models.CharField(max_length=30)
    perimeter = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12)
    band = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    day = models.DateField()
    members: Any = models.JSONField(default=list)
    first = models.FloatField()
    median = models.FloatField()
    third = models.FloatField()

    class Meta(AuthorityScoped.Meta):
        indexes = [
            models.Index(fields=["authority", "indicator", "period"], name="releases_by_indicator")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"


class StoredFigure(AuthorityScoped):
    """A figure read from a file of a territory; ``left`` is the code of why it is in no group.

    ``member`` is the SIREN that signed it; ``digest`` names the content it was read from.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="figures")
    digest = models.CharField(max_length=64)
    member = models.CharField(max_length=9)
    indicator = models.CharField(max_length=80, blank=True)
    method = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=30, blank=True)
    perimeter = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    band = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    value = models.FloatField(default=0)
    left = models.CharField(max_length=12, blank=True)

    class Meta(AuthorityScoped.Meta):
        indexes = [
            models.Index(fields=["authority", "indicator", "kind", "band"], name="figures_by_group")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"
