"""Figures of groups of territories, as they were shown."""

from __future__ import annotations

from typing import Any

from django.db import models

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
