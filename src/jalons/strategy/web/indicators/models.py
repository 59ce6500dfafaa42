"""Values people type for an indicator, and the objectives an authority sets itself."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


class DeclaredValue(AuthorityScoped):
    """A value a person typed; once approved it becomes an observation, once locked it is kept.

    ``version`` grows at each change.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("to approve")
        APPROVED = "approved", _("approved")
        LOCKED = "locked", _("locked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.CharField(max_length=80)
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.FloatField(_("value"))
    unit = models.CharField(max_length=60)
    source = models.CharField(_("source"), max_length=300, blank=True)
    link = models.URLField(_("link"), blank=True)
    comment = models.TextField(_("comment"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    typed_at = models.DateTimeField(default=timezone.now)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta(AuthorityScoped.Meta):
        ordering = ["indicator", "period_end"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "indicator", "period_start", "period_end"],
                name="one_declared_value",
            ),
            models.CheckConstraint(
                condition=models.Q(period_start__lte=models.F("period_end")),
                name="declared_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.period_end} · {self.value}"

    @property
    def urn(self) -> Urn:
        """The origin of its observation."""
        return Urn("declared", str(self.id))


class Objective(AuthorityScoped):
    """What an authority aims at for an indicator, from a baseline; it is never imposed."""

    class Trajectory(models.TextChoices):
        LINEAR = "linear", _("straight line")
        CUSTOM = "custom", _("points of its own")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.CharField(max_length=80)
    baseline_on = models.DateField(_("baseline date"))
    baseline = models.FloatField(_("baseline"))
    trajectory = models.CharField(max_length=8, choices=Trajectory, default=Trajectory.LINEAR)
    decided_by = models.CharField(_("decision"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(AuthorityScoped.Meta):
        ordering = ["indicator"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "indicator"], name="one_objective")
        ]

    def __str__(self) -> str:
        return self.indicator

    @property
    def urn(self) -> Urn:
        """Its name across rooms."""
        return Urn("objective", str(self.id))


class ObjectivePoint(AuthorityScoped):
    """A value to reach on a day; the last one is the target."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="points")
    on = models.DateField(_("date"))
    value = models.FloatField(_("value"))

    class Meta(AuthorityScoped.Meta):
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["objective", "on"], name="one_point_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.on} · {self.value}"


class FollowedIndicator(AuthorityScoped):
    """An indicator the authority chose to follow, and which source it trusts first."""

    indicator = models.CharField(max_length=80)
    sources = models.JSONField(default=list, blank=True)  # origins' kinds, first is trusted most
    followed_since = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        ordering = ["indicator"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "indicator"], name="followed_once")
        ]

    def __str__(self) -> str:
        return self.indicator
