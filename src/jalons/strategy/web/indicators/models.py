"""Values people type for an indicator, and the objectives an authority sets itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.design.page_language import lang, period_words
from jalons.foundation.register.models import Registered, unique_alive
from jalons.kernel import Period
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.indicators.grid import check_value, to_unit
from jalons.strategy.engine.indicators.trajectory import Course, Point
from jalons.strategy.store import catalogue

MOST_TEXT = 5_000
FACTS = ("indicator", "period_start", "period_end", "value", "unit", "source", "link", "comment")


def name_of(indicator: str) -> str:
    sheet = catalogue().indicators.get(indicator)
    return sheet.name.to(lang()) if sheet else indicator


class IndicatorRecord(Registered):
    """A record about an indicator of the catalogue, chosen once."""

    indicator = models.CharField(_("indicator"), max_length=80)

    class Meta(Registered.Meta):
        abstract = True

    def __str__(self) -> str:
        return name_of(self.indicator)


class DeclaredValue(IndicatorRecord):
    """A value a person typed; once approved it becomes an observation, once locked it stays."""

    class State(models.TextChoices):
        DRAFT = "draft", _("to approve")
        APPROVED = "approved", _("approved")
        LOCKED = "locked", _("locked")

    period_start = models.DateField(_("start of the period"))
    period_end = models.DateField(_("end of the period"))
    value = models.FloatField(_("value"))
    unit = models.CharField(_("unit"), max_length=60)
    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Who says it: a register, an invoice, a survey…"),
    )
    link = models.URLField(_("link"), blank=True)
    comment = models.TextField(_("comment"), blank=True, validators=[MaxLengthValidator(MOST_TEXT)])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)

    class Meta(IndicatorRecord.Meta):
        verbose_name = _("typed value")
        verbose_name_plural = _("typed values")
        ordering = ["indicator", "period_end"]
        constraints = [
            unique_alive(
                "indicator",
                "period_start",
                "period_end",
                name="one_declared_value",
                message=_("There is already a value for this period: change that one instead."),
            ),
            models.CheckConstraint(
                condition=models.Q(period_start__lte=models.F("period_end")),
                name="declared_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{super().__str__()} · {period_words(self.period)}"

    @classmethod
    def urn_kind(cls) -> str:
        return "declared"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def counts(self) -> bool:
        """Whether it is an observation: approved, and not in the trash."""
        return self.state != self.State.DRAFT and self.deleted_at is None

    def rewritten(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """New facts as they are written: an approved value that changes is to be approved again."""
        moved = any(getattr(self, name) != value for name, value in facts.items())
        again = moved and self.state == self.State.APPROVED
        return {**facts, "state": self.State.DRAFT} if again else dict(facts)

    def clean(self) -> None:
        """Refuse what the indicator cannot be, and what was approved or locked changed.

        ``StrategyError``: ``indicator_unknown``, ``value_unit``, ``value_share``,
        ``value_locked``, ``value_approved``.
        """
        rows = DeclaredValue.objects.of(self.authority)
        before = None if self.is_new else rows.filter(pk=self.pk).first()
        if before is not None:
            if all(getattr(self, name) == getattr(before, name) for name in FACTS):
                return  # a step alone
            if before.state == self.State.LOCKED:
                raise StrategyError("value_locked")
            if before.state == self.state == self.State.APPROVED:
                raise StrategyError("value_approved")
        sheet = catalogue().get(self.indicator)
        check_value(to_unit(self.value, self.unit, sheet), sheet)

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to lose a locked value: ``StrategyError`` (``value_locked``)."""
        lost = "deleted_at" in names and self.deleted_at is None
        if lost and self.state == self.State.LOCKED:
            raise StrategyError("value_locked")


class Objective(IndicatorRecord):
    """What an authority aims at for an indicator, from a baseline; it is never imposed.

    ``steps`` lists the [day, value] to pass by before the target, in the order of days: a course is
    one decision, written and undone whole.
    """

    baseline_on = models.DateField(_("baseline date"))
    baseline = models.FloatField(_("baseline value"))
    target_on = models.DateField(_("target date"))
    target = models.FloatField(_("target value"))
    steps = models.JSONField(_("steps in between"), default=list, blank=True)
    decided_by = models.CharField(
        _("decision"),
        max_length=300,
        blank=True,
        help_text=_("The deliberation or the plan that sets it."),
    )

    class Meta(IndicatorRecord.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["indicator"]
        constraints = [
            unique_alive(
                "indicator",
                name="one_objective",
                message=_("This indicator has an objective already: change that one instead."),
            )
        ]

    @property
    def course(self) -> Course:
        """From the baseline to the target by its steps."""
        steps = (Point(date.fromisoformat(on), value) for on, value in self.steps)
        baseline = Point(self.baseline_on, self.baseline)
        return Course(baseline, (*steps, Point(self.target_on, self.target)))

    def clean(self) -> None:
        """Refuse a course that goes back in time, and what the indicator cannot be.

        ``StrategyError``: ``course_order``, ``indicator_unknown``, ``value_share``.
        """
        sheet, course = catalogue().get(self.indicator), self.course
        for point in (course.baseline, *course.points):
            check_value(point.value, sheet)


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
