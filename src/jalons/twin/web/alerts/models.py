"""Alert rules of an authority, what they raised, and what people did of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Membership, Role
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn
from jalons.twin.engine.alerts.course import Course
from jalons.twin.engine.alerts.rule import (
    Condition,
    Direction,
    Drift,
    Measure,
    Rule,
    Silence,
    Threshold,
)

from .instants import micros, moment_of

ID_LENGTH = 1_000  # characters of an entity’s identifier that an alert can name


class Severity(models.TextChoices):
    """How pressing what a rule raises is."""

    INFORMATION = "information", pgettext_lazy("severity", "information")
    WARNING = "warning", pgettext_lazy("severity", "warning")
    URGENT = "urgent", pgettext_lazy("severity", "urgent")


class AlertRule(AuthorityScoped):
    """What the authority wants to be told of: a condition on an attribute of a type.

    ``type`` and ``attribute`` are expanded names. ``judged_at`` is the last round that took it,
    which left ``watched``, ``unsure`` (entities nobody can tell about) and ``trouble``.
    """

    class Kind(models.TextChoices):
        THRESHOLD = "threshold", _("Threshold: a value goes too high or too low")
        SILENCE = "silence", _("Silence: a sensor says nothing any more")
        DRIFT = "drift", _("Drift: the mean of the last days moves away from before")

    class Direction(models.TextChoices):
        ABOVE = "above", pgettext_lazy("limit", "above")
        BELOW = "below", pgettext_lazy("limit", "below")

    class Measure(models.TextChoices):
        PERCENT = "percent", _("percent of the reference mean")
        DEVIATIONS = "deviations", _("robust standard deviations")

    class Trouble(models.TextChoices):
        NO_SHEET = "no_sheet", _("the type has no complete sheet any more: nothing is judged")
        QUERY = "query", _("the filter on the entities is not understood any more")
        TOO_MANY = (
            "too_many",
            _("it would open too many alerts at once: the first ones were opened"),
        )
        TOO_WIDE = "too_wide", _("it watches more entities than a round reads: the first ones only")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    type = models.CharField(max_length=500)
    attribute = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    id_pattern = models.CharField(max_length=300, blank=True)
    q = models.CharField(max_length=500, blank=True)
    direction = models.CharField(max_length=5, choices=Direction, default=Direction.ABOVE)
    limit = models.FloatField(default=0)
    margin = models.FloatField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    hours = models.PositiveIntegerField(default=24)
    recent_days = models.PositiveIntegerField(default=3)
    reference_days = models.PositiveIntegerField(default=14)
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.PERCENT)
    most = models.FloatField(default=20)
    severity = models.CharField(max_length=11, choices=Severity, default=Severity.WARNING)
    closes = models.BooleanField(default=False)
    told_role = models.CharField(max_length=20, choices=Role, blank=True)
    told_members = models.ManyToManyField(Membership, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    watched = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=10, choices=Trouble, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["name", "created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("alert_rule", str(self.pk))

    @property
    def condition(self) -> Condition:
        """The condition as the engine judges it."""
        if self.kind == self.Kind.THRESHOLD:
            direction: Direction = "above" if self.direction == self.Direction.ABOVE else "below"
            return Threshold(direction, self.limit, self.margin, self.minutes)
        if self.kind == self.Kind.SILENCE:
            return Silence(self.hours)
        measure: Measure = "percent" if self.measure == self.Measure.PERCENT else "deviations"
        return Drift(self.recent_days, self.reference_days, measure, self.most)

    @property
    def rule(self) -> Rule:
        """The rule as the engine judges it."""
        return Rule(self.type, self.condition, self.attribute, self.unit, self.id_pattern, self.q)


class RaisedAlert(AuthorityScoped):
    """One incident: what a rule found of one entity, from its opening to its end.

    ``values`` is what was found at the opening, with the condition as it then was; ``judged`` the
    instant of the value last judged, in microseconds; ``doubt`` says why nobody can tell any more
    whether it holds.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("alert", "open")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("alert", "taken care of")
        CLOSED = "closed", pgettext_lazy("alert", "closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="raised")
    entity = models.CharField(max_length=ID_LENGTH)
    entity_name = models.CharField(max_length=200)
    severity = models.CharField(max_length=11, choices=Severity)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    normal_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    judged = models.BigIntegerField(null=True)
    doubt = models.CharField(max_length=12, blank=True)
    values = models.JSONField(default=dict)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "entity"],
                condition=~models.Q(state="closed"),
                name="one_open_alert_per_rule_and_entity",
            )
        ]
        indexes = [
            models.Index(fields=["authority", "state", "opened_at"], name="alerts_by_state"),
            models.Index(fields=["authority", "entity"], name="alerts_by_entity"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} · {self.entity_name}"

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("alert", str(self.pk))

    @property
    def course(self) -> Course:
        """Where it is, as the engine follows it."""
        return Course(
            state=self.state,  # type: ignore[arg-type]  # the choices are those of the engine
            seen=micros(self.last_seen_at),
            normal=micros(self.normal_at) if self.normal_at else None,
            judged=self.judged,
            doubt=self.doubt,  # type: ignore[arg-type]
        )

    def take(self, course: Course) -> None:
        """Put on the row where the engine says it is."""
        self.state, self.doubt, self.judged = course.state, course.doubt, course.judged
        self.last_seen_at = moment_of(course.seen)
        self.normal_at = moment_of(course.normal) if course.normal is not None else None


class AlertStep(AuthorityScoped):
    """A dated step of an alert: what happened, by a person of which role, and their free note."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("step", "opened")
        ACKNOWLEDGED = "acknowledged", pgettext_lazy("step", "taken care of")
        CLOSED = "closed", pgettext_lazy("step", "closed")
        REOPENED = "reopened", pgettext_lazy("step", "opened again")
        NOTE = "note", pgettext_lazy("step", "note")
        NORMAL = "normal", pgettext_lazy("step", "back to normal")
        AGAIN = "again", pgettext_lazy("step", "no longer normal")
        UNKNOWN = "unknown", pgettext_lazy("step", "nobody can tell any more")
        KNOWN = "known", pgettext_lazy("step", "known again")

    alert = models.ForeignKey(RaisedAlert, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Role, blank=True)
    reason = models.CharField(max_length=12, blank=True)
    note = models.TextField(blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} · {self.at}"
