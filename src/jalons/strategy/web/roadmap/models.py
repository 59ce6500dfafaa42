"""The roadmap of an authority: axes, actions and sub-actions, and all that follows them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn


class Axis(AuthorityScoped):
    """A main line of the roadmap; axes may hold axes."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(  # restricted alone, yet gone with its authority
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )
    rank = models.PositiveIntegerField(default=0)

    class Meta(AuthorityScoped.Meta):
        verbose_name_plural = "axes"
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("axis", str(self.pk))


class LinkedPlan(AuthorityScoped):
    """Another plan of the authority that the roadmap serves (PCAET, SCoT, PLUi…)."""

    class Kind(models.TextChoices):
        PCAET = "pcaet", _("climate, air and energy plan (PCAET)")
        SCOT = "scot", _("territorial coherence scheme (SCoT)")
        PLUI = "plui", _("local urban plan (PLU, PLUi)")
        SPASER = "spaser", _("responsible purchasing scheme (SPASER)")
        ACCESSIBILITY = "accessibility", _("digital accessibility scheme")
        SOBRIETY = "sobriety", _("sobriety plan")
        DEVELOPMENT = "development", _("sustainable-development report")
        OTHER = "other", _("other plan")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    link = models.URLField(_("link"), blank=True)
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("linked_plan", str(self.pk))


class Action(AuthorityScoped):
    """An action sheet. A sub-action has a parent; ``version`` grows at each change."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("action", "proposed")
        PLANNED = "planned", pgettext_lazy("action", "planned")
        UNDER_WAY = "under_way", pgettext_lazy("action", "under way")
        PAUSED = "paused", pgettext_lazy("action", "paused")
        DONE = "done", pgettext_lazy("action", "done")
        ABANDONED = "abandoned", pgettext_lazy("action", "abandoned")

    class Priority(models.TextChoices):
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")

    class Participation(models.TextChoices):
        """How citizens take part, from not at all to deciding together."""

        NONE = "none", _("none")
        INFORMATION = "information", _("information")
        CONSULTATION = "consultation", _("consultation")
        CONCERTATION = "concertation", _("concertation")
        CO_CONSTRUCTION = "co_construction", _("co-construction")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(pgettext_lazy("action", "number"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    axis = models.ForeignKey(
        Axis, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    commitments = models.JSONField(
        _("commitments"), default=list, blank=True
    )  # numbers, main first
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PROPOSED)
    priority = models.CharField(
        _("priority"), max_length=8, choices=Priority, default=Priority.MEDIUM
    )
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)
    lead_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_actions",
    )
    lead_name = models.CharField(pgettext_lazy("action", "lead"), max_length=150, blank=True)
    elected_referent = models.CharField(_("elected referent"), max_length=150, blank=True)
    departments = models.JSONField(_("departments"), default=list, blank=True)
    partners = models.JSONField(_("partners"), default=list, blank=True)
    participation = models.CharField(
        _("citizen participation"), max_length=16, choices=Participation, default=Participation.NONE
    )
    indicators = models.JSONField(_("indicators"), default=list, blank=True)  # catalogue ids
    linked_plans = models.ManyToManyField(LinkedPlan, blank=True, related_name="actions")
    ready_action = models.CharField(max_length=20, blank=True)  # id in the referential
    documents = models.JSONField(_("documents"), default=list, blank=True)  # [{name, link}]
    confidential = models.TextField(_("confidential notes"), blank=True)
    # Its public text came from a file, and nobody said since that it may be public.
    unread = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["number", "title"]
        indexes = [models.Index(fields=["authority", "deleted_at", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__isnull=True)
                | models.Q(end__isnull=True)
                | models.Q(start__lte=models.F("end")),
                name="action_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def urn(self) -> Urn:
        """Its name across rooms."""
        return Urn("action", str(self.id))


class ActionTask(AuthorityScoped):
    """A step of an action, with a day it is due."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(_("title"), max_length=300)
    due = models.DateField(_("due"), null=True, blank=True)
    done_at = models.DateField(_("done on"), null=True, blank=True)
    who = models.CharField(_("who"), max_length=150, blank=True)
    rank = models.PositiveIntegerField(default=0)

    class Meta(AuthorityScoped.Meta):
        ordering = ["rank", "due", "pk"]

    def __str__(self) -> str:
        return self.title


class BudgetLine(AuthorityScoped):
    """What an action costs in a year, planned and spent, in euros or in days of staff."""

    class Nature(models.TextChoices):
        INVESTMENT = "investment", _("investment")
        RUNNING = "running", _("running costs")
        UNKNOWN = "unknown", _("nature not said")

    class Measure(models.TextChoices):
        EUROS = "euros", _("euros")
        STAFF_DAYS = "staff_days", _("days of staff")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="budget")
    year = models.PositiveSmallIntegerField(_("year"))
    nature = models.CharField(_("nature"), max_length=12, choices=Nature)
    measure = models.CharField(_("measure"), max_length=12, choices=Measure, default=Measure.EUROS)
    planned = models.DecimalField(
        _("planned"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    actual = models.DecimalField(_("spent"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["year", "nature", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "year", "nature", "measure"], name="one_budget_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.get_nature_display()}"


class Funding(AuthorityScoped):
    """Money asked from somebody for an action."""

    class State(models.TextChoices):
        IDEA = "idea", pgettext_lazy("funding", "idea")
        TO_FILE = "to_file", _("to file")
        ASKED = "asked", _("asked for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        PAID = "paid", _("paid")

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="fundings")
    funder = models.CharField(_("funder"), max_length=200)
    scheme = models.CharField(_("scheme"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IDEA)
    asked = models.DecimalField(
        _("amount asked"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    granted = models.DecimalField(
        _("amount granted"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    eligible = models.DecimalField(
        _("eligible spending"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    deadline = models.DateField(_("to file by"), null=True, blank=True)
    link = models.URLField(_("link"), blank=True)
    follower = models.CharField(_("followed by"), max_length=150, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["funder", "pk"]

    def __str__(self) -> str:
        return f"{self.funder} · {self.scheme}" if self.scheme else self.funder


# What comes from a file, and goes to a calendar ---------------------------------------------------


class PlanImport(AuthorityScoped):
    """A plan somebody dropped: its file, what they decided, what its import did.

    ``outcome`` holds what undoing needs; ``counts`` what the page tells. ``preview`` is what the
    page of the preview shows, made for the state ``preview_of`` names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    columns = models.JSONField(default=dict)
    statuses = models.JSONField(default=dict)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    dropped_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(null=True)
    preview_of = models.CharField(max_length=64, blank=True)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-dropped_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("plan_import", str(self.pk))


class CalendarLink(AuthorityScoped):
    """The secret address of a member's calendar; only the digest of its secret is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_links"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["authority", "user"], name="one_calendar_link")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.made_at:%Y-%m-%d}"
