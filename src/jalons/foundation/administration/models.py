"""What the administrator of an instance announces, and the unexpected errors of its processes."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import User


class Announcement(models.Model):
    """A stop of the instance, announced on its pages from ``shown_from`` until it ends."""

    begins_at = models.DateTimeField(_("the stop begins"))
    ends_at = models.DateTimeField(_("the stop ends"))
    shown_from = models.DateTimeField(_("announced from"), default=timezone.now)
    text = models.CharField(_("what else people should know"), max_length=300, blank=True)
    on_public_pages = models.BooleanField(default=True)
    withdrawn_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-begins_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="a_stop_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.begins_at.isoformat(" ", "minutes")


class UnexpectedError(models.Model):
    """An error nobody expected, under the reference a person reads out; no value of the case.

    ``owner`` is the primary key of the authority, 0 for the instance: the line outlives it.
    ``count`` grows on the last line of a group when an error comes too often in a day.
    """

    reference = models.CharField(_("reference"), max_length=20, db_index=True)
    day = models.DateField(_("day"))
    owner = models.BigIntegerField(default=0)
    route = models.CharField(_("page or work"), max_length=200)
    kind = models.CharField(_("class of the error"), max_length=120)
    release = models.CharField(_("version"), max_length=30)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-last_at"]
        indexes = [
            models.Index(fields=["day", "owner", "route", "kind"], name="error_group"),
            models.Index(fields=["owner", "-last_at"], name="error_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · {self.kind}"
