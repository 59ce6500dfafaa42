"""The roadmap of an authority: axes, actions and sub-actions, and all that follows them."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import AuthorityScoped, living
from jalons.foundation.design.page_language import day_words
from jalons.foundation.register.models import Registered
from jalons.kernel import Urn
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.roadmap.roadmap import check_parent

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _number() -> models.BigAutoField[int, int]:
    """The key of a record that addresses and files name by a number."""
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _amount(label: _StrPromise) -> models.DecimalField[Decimal | None, Decimal | None]:
    """Money or days, empty while nobody knows them."""
    least = [MinValueValidator(0)]
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True, validators=least
    )


class Axis(Registered):
    """A main line of the roadmap; an axis may have axes under it."""

    id = _number()
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    parent = models.ForeignKey(  # restricted alone, yet gone with its authority
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under the axis"),
    )
    rank = models.PositiveIntegerField(_("rank"), default=0)

    class Meta(Registered.Meta):
        verbose_name = _("axis")
        verbose_name_plural = _("axes")
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a place under itself: ``StrategyError`` (``axis_cycle``)."""
        parents = dict(living(Axis, self.authority).values_list("pk", "parent_id"))
        if self.pk is not None:
            check_parent(
                "axis_cycle", child=self.pk, parent=self.parent_id, parents=parents, title=self.name
            )


class LinkedPlan(Registered):
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

    id = _number()
    kind = models.CharField(pgettext_lazy("plan", "kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    link = models.URLField(_("link"), blank=True)
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)

    class Meta(Registered.Meta):
        verbose_name = _("linked plan")
        verbose_name_plural = _("linked plans")
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse days in the wrong order, beside the field."""
        if self.start and self.end and self.end < self.start:
            raise ValidationError(
                {"end": _("The end is before the start. Correct one of the two days.")}
            )


class Action(Registered):
    """An action sheet. A sub-action has a parent."""

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

    number = models.CharField(pgettext_lazy("action", "number"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    axis = models.ForeignKey(
        Axis,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("axis"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent action"),
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
        verbose_name=_("lead, a member"),
    )
    lead_name = models.CharField(pgettext_lazy("action", "lead"), max_length=150, blank=True)
    elected_referent = models.CharField(_("elected referent"), max_length=150, blank=True)
    departments = models.JSONField(_("departments"), default=list, blank=True)
    partners = models.JSONField(_("partners"), default=list, blank=True)
    participation = models.CharField(
        _("citizen participation"), max_length=16, choices=Participation, default=Participation.NONE
    )
    indicators = models.JSONField(_("indicators"), default=list, blank=True)  # catalogue ids
    linked_plans = models.ManyToManyField(
        LinkedPlan, blank=True, related_name="actions", verbose_name=_("linked plans")
    )
    ready_action = models.CharField(max_length=20, blank=True)  # id in the referential
    documents = models.JSONField(_("documents"), default=list, blank=True)  # [{name, link}]
    confidential = models.TextField(_("confidential notes"), blank=True)
    # Its public text came from a file, and nobody said since that it may be public.
    unread = models.BooleanField(default=False)

    computed = ("ready_action", "unread")

    class Meta(Registered.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
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

    def clean(self) -> None:
        """Refuse days out of order and a place under itself.

        ``StrategyError``: ``dates_reversed``, ``action_cycle``.
        """
        if self.start and self.end and self.end < self.start:
            raise StrategyError(
                "dates_reversed",
                title=self.title,
                start=day_words(self.start),
                end=day_words(self.end),
            )
        if self.parent_id:  # those in the trash too: they may come back
            rows = Action.objects.of(self.authority).order_by().values_list("pk", "parent_id")
            check_parent(
                "action_cycle",
                child=self.pk,
                parent=self.parent_id,
                parents=dict(rows),
                title=self.title,
            )


class ActionTask(Registered):
    """A step of an action, with a day it is due."""

    id = _number()
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(_("title"), max_length=300)
    due = models.DateField(_("due"), null=True, blank=True)
    done_at = models.DateField(
        _("done on"), null=True, blank=True, help_text=_("Empty while it is not done.")
    )
    who = models.CharField(_("who"), max_length=150, blank=True)
    rank = models.PositiveIntegerField(_("rank"), default=0)

    class Meta(Registered.Meta):
        ordering = ["rank", "due", "pk"]

    def __str__(self) -> str:
        return self.title


class BudgetLine(Registered):
    """What an action costs in a year, planned and spent, in euros or in days of staff."""

    class Nature(models.TextChoices):
        INVESTMENT = "investment", _("investment")
        RUNNING = "running", _("running costs")
        UNKNOWN = "unknown", _("nature not said")

    class Measure(models.TextChoices):
        EUROS = "euros", _("euros")
        STAFF_DAYS = "staff_days", _("days of staff")

    id = _number()
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="budget")
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    nature = models.CharField(_("nature"), max_length=12, choices=Nature)
    measure = models.CharField(_("measure"), max_length=12, choices=Measure, default=Measure.EUROS)
    planned = _amount(_("planned"))
    actual = _amount(_("spent"))

    class Meta(Registered.Meta):
        ordering = ["year", "nature", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "year", "nature", "measure"],
                condition=models.Q(deleted_at=None),
                name="one_budget_line",
                violation_error_message=_(
                    "There is a line already for this year, nature and measure: change that one."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.get_nature_display()}"


class Funding(Registered):
    """Money requested from a funder for an action."""

    class State(models.TextChoices):
        IDEA = "idea", pgettext_lazy("funding", "idea")
        TO_FILE = "to_file", _("to file")
        ASKED = "asked", _("asked for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        PAID = "paid", _("paid")

    id = _number()
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="fundings")
    funder = models.CharField(_("funder"), max_length=200)
    scheme = models.CharField(
        _("scheme"),
        max_length=200,
        blank=True,
        help_text=_("The name of the aid or of the call, as its rules write it."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IDEA)
    asked = _amount(_("amount asked"))
    granted = _amount(_("amount granted"))
    eligible = _amount(_("eligible spending"))
    deadline = models.DateField(_("to file by"), null=True, blank=True)
    link = models.URLField(_("link"), blank=True)
    follower = models.CharField(
        _("followed by"), max_length=150, blank=True, help_text=_("Seen by the members only.")
    )

    class Meta(Registered.Meta):
        ordering = ["funder", "pk"]

    def __str__(self) -> str:
        return f"{self.funder} · {self.scheme}" if self.scheme else self.funder


# What an intermunicipal body proposes ------------------------------------------------------------


class ProposedAction(AuthorityScoped):
    """An action proposed to a commune (``authority``) by its intermunicipal body, as it was."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    source = models.UUIDField()  # the action of the sender
    title = models.CharField(_("title"), max_length=300)
    content = models.JSONField()  # the other fields of the sheet, confidential ones left out
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    proposed_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(AuthorityScoped.Meta):
        ordering = ["-proposed_at", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "sender", "source"], name="one_proposal_per_action"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def urn(self) -> Urn:
        return Urn("proposed_action", str(self.id))
