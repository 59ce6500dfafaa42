"""Statements of accessibility, plans, and what people report of what they cannot use."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.models import Registered, unique_alive
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.rgaa.statement import ANSWER_DAYS
from jalons.webaudit.web.grids.models import ADDRESS, AccessGrid, Checked, day, one_of, short
from jalons.webaudit.web.services.models import WebService

YEARS = {"scheme": 3, "year": 1}  # how long a plan may be
CONTENTS = ("failing", "burden", "exempt")
_address = partial(short, length=300, validators=[ADDRESS])
_LINES = _("One on each line.")


def _long(label: Any, **more: Any) -> Any:
    return models.TextField(label, max_length=8000, blank=True, **more)


class AccessStatement(Checked):
    """The statement of a service, as the law lays it out. Lists have one item on each line."""

    service = models.ForeignKey(WebService, models.CASCADE, "statements", verbose_name=_("service"))
    grid = models.ForeignKey(
        AccessGrid, models.SET_NULL, "statements", null=True, blank=True,
        verbose_name=_("assessment"), help_text=_(
            "Without a finished assessment, the service is stated as not conforming."),
    )  # fmt: skip
    organisation = models.CharField(_("organisation"), max_length=160)
    scheme_link = _address(_("address of the multi-year scheme"))
    plan_link = _address(_("address of the plan of the year"))
    made_on = day(_("made on"))
    updated_on = day(_("updated on"))
    technologies = _long(_("technologies of the service"), help_text=_LINES)
    environments = _long(_("test environments"), help_text=_(
        "One on each line: the assistive technology and the browser."))  # fmt: skip
    tools = _long(_("tools of the assessment"), help_text=_LINES)
    contact_email = models.EmailField(
        _("contact e-mail"), blank=True, help_text=_("Of a service, never of a person.")
    )
    contact_link = _address(_("contact form"))
    state = one_of(_("state"), "grid.statement", "draft", "published")
    published_on = day(_("published on"))

    roles: ClassVar[tuple[str, ...]] = ("organisation",)
    past: ClassVar[tuple[str, ...]] = ("made_on", "updated_on")
    order = ("made_on", "updated_on")

    class Meta(Registered.Meta):
        ordering = ["service", "-made_on"]
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    def __str__(self) -> str:
        return self.service.name

    def clean(self) -> None:
        super().clean()
        if self.grid and self.grid.service_id != self.service_id:
            raise WebAuditError("statement_grid", field="grid", service=self.service.name)


class StatementItem(Registered):
    """A content that some people cannot use: why, until when, what replaces it."""

    statement = models.ForeignKey(
        AccessStatement, models.CASCADE, "items", verbose_name=_("statement")
    )
    kind = one_of(pgettext_lazy("content", "kind"), "grid.content", *CONTENTS)
    text = models.CharField(_("content"), max_length=500)
    reason = short(_("justification"), 500, help_text=_("For a disproportionate burden: why."))
    until = short(_("until when"), help_text=_("For a disproportionate burden: how long it lasts."))
    alternative = short(_("alternative"), 500)

    class Meta(Registered.Meta):
        ordering = ["kind", "created_at"]
        verbose_name = _("content of a statement")
        verbose_name_plural = _("contents of statements")

    def __str__(self) -> str:
        return self.text


class AccessPlan(Checked):
    """A multi-year scheme of accessibility, or the plan of a year."""

    kind = one_of(pgettext_lazy("plan", "kind"), "grid.plan", *YEARS)
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(pgettext_lazy("plan", "from"))
    ends_on = models.DateField(pgettext_lazy("plan", "to"))
    referent = short(_("accessibility referent"), help_text=_("A role, never a name."))
    policy = _long(_("policy and means"), help_text=_(
        "Policy, resources, training, contract clauses, audits, calendar."))  # fmt: skip
    report = _long(_("report on the actions"))
    link = _address(_("address where it is published"))

    roles: ClassVar[tuple[str, ...]] = ("referent",)
    order = ("starts_on", "ends_on")

    class Meta(Registered.Meta):
        ordering = ["-starts_on"]
        verbose_name = _("accessibility plan")
        verbose_name_plural = _("accessibility plans")
        constraints = [unique_alive("name", name="one_access_plan_of_a_name",
                                    message=_("Another plan has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if (self.ends_on - self.starts_on).days > 365.25 * (years := YEARS[self.kind]):
            raise WebAuditError("plan_long", field="ends_on", years=years)

    def covers(self, today: date) -> bool:
        """Whether it is published and a day is within it."""
        return bool(self.link) and self.starts_on <= today <= self.ends_on


class Complaint(Checked):
    """What somebody could not use, and when they were answered; nobody is named."""

    service = models.ForeignKey(WebService, models.CASCADE, "complaints", verbose_name=_("service"))
    subject = models.CharField(
        _("what was reported"), max_length=200,
        help_text=_("The page and the difficulty, never who reported it."),
    )  # fmt: skip
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    answered_on = day(_("answered on"))
    answer = _long(_("answer"), help_text=_("What was answered, in short."))

    roles: ClassVar[tuple[str, ...]] = ("subject", "answer")
    past: ClassVar[tuple[str, ...]] = ("received_on", "answered_on")
    order = ("received_on", "answered_on")

    class Meta(Registered.Meta):
        ordering = ["received_on"]
        verbose_name = _("accessibility complaint")
        verbose_name_plural = _("accessibility complaints")

    def __str__(self) -> str:
        return self.subject

    @property
    def due_on(self) -> date:
        """The last day to answer."""
        return self.received_on + timedelta(days=ANSWER_DAYS)

    @property
    def in_time(self) -> bool | None:
        """Whether it was answered within a week; None while that may still be."""
        until = self.answered_on or timezone.localdate()
        return None if until <= self.due_on and not self.answered_on else until <= self.due_on
