"""Alert rules of an authority, the alerts they raised, the steps of each."""

from __future__ import annotations

import uuid
from functools import partial
from math import inf, nan
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.broker.engine.problems import Problem
from jalons.foundation.accounts.models import Membership, Role
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered
from jalons.kernel import Urn
from jalons.twin.engine.alerts import rule as engine
from jalons.twin.engine.alerts.course import Course

from .instants import micros, moment_of

ID_LENGTH = 1_000  # characters of an entity’s identifier that an alert can name


class Severity(models.TextChoices):
    """How pressing what a rule raises is."""

    INFORMATION = "information", pgettext_lazy("severity", "information")
    WARNING = "warning", pgettext_lazy("severity", "warning")
    URGENT = "urgent", pgettext_lazy("severity", "urgent")


def check_filter(language: str, text: str) -> None:
    """Refuse a text that the broker does not understand as a ``pattern`` or as a ``query``."""
    from jalons.broker.engine.query.language import checked_pattern  # heavy to load: only when a
    from jalons.twin.store.rule_reading import query_of  # rule is written

    try:
        if language == "pattern":
            checked_pattern(text)
        else:
            query_of(engine.Rule("", engine.Silence(1), q=text))
    except Problem as problem:
        why = _("The broker does not understand this. It says, in English: %(why)s")
        raise ValidationError(why, params={"why": problem.detail}) from problem


def between(low: float, high: float = inf) -> list[BaseValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class AlertRule(Registered):
    """A condition on an attribute of a type, that the authority wants to be warned of.

    ``type`` and ``attribute`` are expanded names. Only the fields of its kind of condition count:
    see ``CONDITIONS``. ``judged_at`` is the last round that took it, which left ``watched``,
    ``unsure`` (entities in an unknown state) and ``trouble``.
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

    name = models.CharField(_("Name in plain words"), max_length=120, help_text=_("Bins to empty"))
    kind = models.CharField(_("What should be reported"), max_length=10, choices=Kind)
    type = models.CharField(_("Which sensors"), max_length=500)
    attribute = models.CharField(_("Which value"), max_length=500, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    direction = models.CharField(
        _("Alert when it is"), max_length=5, choices=Direction, default=Direction.ABOVE
    )
    limit = models.FloatField(
        _("Limit"), null=True, blank=True, help_text=_("In the unit of the value.")
    )
    margin = models.FloatField(
        _("Margin to be normal again"), default=0, validators=between(0),
        help_text=_("With a limit of 80 and a margin of 10, above 80 alerts, 70 is normal again."),
    )  # fmt: skip
    minutes = models.PositiveIntegerField(
        _("For at least (minutes)"), default=0, validators=between(0, engine.LONGEST_MINUTES),
        help_text=_("Between the first observation beyond the limit and the last. 0: at once."),
    )  # fmt: skip
    hours = models.PositiveIntegerField(
        _("Hours without any observation"), default=24, validators=between(1, engine.LONGEST_HOURS),
        help_text=_("A sensor that never spoke is counted from the day it was declared."),
    )  # fmt: skip
    recent_days = models.PositiveIntegerField(
        _("Mean of the last (days)"), default=3, validators=between(1, engine.LONGEST_RECENT)
    )
    reference_days = models.PositiveIntegerField(
        _("Against the mean of the days before (days)"), default=14,
        validators=between(engine.SHORTEST_REFERENCE, engine.LONGEST_REFERENCE),
        help_text=_("Half of the days of each period must have a value; else nothing is said."),
    )  # fmt: skip
    measure = models.CharField(
        _("Difference counted in"), max_length=10, choices=Measure, default=Measure.PERCENT,
        help_text=_("For temperatures in °C a percentage means nothing: choose the deviations."),
    )  # fmt: skip
    most = models.FloatField(_("Alert beyond"), default=20, validators=between(1e-9))
    severity = models.CharField(
        _("How pressing"), max_length=11, choices=Severity, default=Severity.WARNING
    )
    id_pattern = models.CharField(
        _("Only the entities whose identifier matches"), max_length=300, blank=True,
        help_text=_("A regular expression, such as school|nursery. Empty: all."),
        validators=[partial(check_filter, "pattern")],
    )  # fmt: skip
    q = models.CharField(
        _("Only the entities that match a query"), max_length=500, blank=True,
        help_text=_('In the query language of NGSI-LD, such as category=="indoor". Empty: all.'),
        validators=[partial(check_filter, "query")],
    )  # fmt: skip
    closes = models.BooleanField(
        _("Close the alert by itself once things are back to normal"), default=False
    )
    told_role = models.CharField(
        _("Write to everybody from this role up"), max_length=20, blank=True,
        choices=[("", _("nobody")), *Role.choices],
    )  # fmt: skip
    told_members = models.ManyToManyField(
        Membership, blank=True, related_name="+", verbose_name=_("Write also to")
    )
    paused_at = models.DateTimeField(_("paused since"), null=True, editable=False)
    judged_at = models.DateTimeField(null=True, editable=False)
    watched = models.PositiveIntegerField(default=0, editable=False)
    unsure = models.PositiveIntegerField(default=0, editable=False)
    trouble = models.CharField(max_length=10, choices=Trouble, blank=True, editable=False)

    computed = ("judged_at", "watched", "unsure", "trouble")

    class Meta(Registered.Meta):
        ordering = ["name", "created_at"]
        verbose_name = _("alert rule")
        verbose_name_plural = _("alert rules")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what the engine cannot evaluate."""
        if faults := engine.faults(self.rule):
            raise ValidationError({fault.field: _("Give a value here.") for fault in faults})

    @property
    def condition(self) -> engine.Condition:
        if self.kind == self.Kind.THRESHOLD:
            limit = nan if self.limit is None else self.limit
            direction: Any = self.direction  # the words are those of the engine
            return engine.Threshold(direction, limit, self.margin, self.minutes)
        if self.kind == self.Kind.SILENCE:
            return engine.Silence(self.hours)
        measure: Any = self.measure
        return engine.Drift(self.recent_days, self.reference_days, measure, self.most)

    @property
    def rule(self) -> engine.Rule:
        about = self.attribute, self.unit, self.id_pattern, self.q
        return engine.Rule(self.type, self.condition, *about)


CONDITIONS: dict[str, tuple[str, ...]] = {
    AlertRule.Kind.THRESHOLD: ("direction", "limit", "margin", "minutes"),
    AlertRule.Kind.SILENCE: ("hours",),
    AlertRule.Kind.DRIFT: ("recent_days", "reference_days", "measure", "most"),
}


class RaisedAlert(AuthorityScoped):
    """One incident: what a rule found of one entity, from its opening to its end.

    ``values`` is what was found at the opening, with the condition as it then was; ``judged`` the
    instant of the value last judged, in microseconds; ``doubt`` says why its state
    is unknown.
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
        return Urn("alert", str(self.pk))

    @property
    def course(self) -> Course:
        return Course(
            state=self.state,  # type: ignore[arg-type]  # the choices are those of the engine
            seen=micros(self.last_seen_at),
            normal=micros(self.normal_at) if self.normal_at else None,
            judged=self.judged,
            doubt=self.doubt,  # type: ignore[arg-type]
        )

    def take(self, course: Course) -> None:
        """Copy the state computed by the engine."""
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
        UNKNOWN = "unknown", pgettext_lazy("step", "not known any more")
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
