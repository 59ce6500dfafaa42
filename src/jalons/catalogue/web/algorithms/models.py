"""The processing that decisions rest on, its data and parameters, and what people ask about it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.engine.algorithms.sheet import months_later
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.checked import ROLE, Checked, dated, long, one_of, short, under, web_link
from jalons.foundation.register.models import Registered, unique_alive

_text = partial(long, length=4_000)


def _one_of(label: Any, group: str, *codes: str, **more: Any) -> Any:
    return one_of(label, f"algorithms.{group}", *codes, max_length=14, **more)


def next_review() -> date:
    """The day before which a new sheet is to read again."""
    return timezone.localdate() + timedelta(days=law().deadlines["review_days"])


class Algorithm(Checked):
    """A processing, by software, spreadsheet or paper, that helps to decide or decides.

    Its fields are those of the inventory of Etalab, then who decides, how to object, and by when
    the sheet is to read again. ``usual`` is the code of the usual processing it started from.
    """

    name = models.CharField(_("name"), max_length=200)
    usual = short(None, 40, editable=False)
    department = short(_("department in charge"), help_text=ROLE)
    contact = short(pgettext_lazy("algorithm", "contact"), help_text=ROLE)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    contact_post = short(_("postal address of the contact"), 300)
    context = _text(_("context"), help_text=_("Why a decision is taken, who takes part."))
    purpose = _text(_("purpose"), help_text=_("What it is for, and why an algorithm is used."))
    moment = _text(_("when and how it takes part"), help_text=_("What people do before and after."))
    automation = _one_of(
        _("level of automation"), "automation", "help", "partial", "full", blank=True
    )
    decision = _one_of(
        _("decisions on"), "decision", "persons", "organisations", "both", "none", blank=True
    )
    main = _one_of(_("one of your main algorithms"), "main", "yes", "no", blank=True, help_text=_(
        "Main: many people, or effects that matter for some of them."))  # fmt: skip
    decided_by = short(_("who decides in the end"), help_text=ROLE)
    legal_basis = _text(_("legal basis"))
    link = web_link(_("page about the decision"))
    secret = short(_("secret that limits what is published"), help_text=_(
        "Only if the law protects one: security, search for offences…"))  # fmt: skip
    decisions_per_year = models.PositiveIntegerField(_("decisions a year"), null=True, blank=True)
    scope = short(_("scope of the decision"), help_text=_("Residents, or your own staff."))
    audience = short(_("people concerned"), 300)
    kind = _one_of(_("type of processing"), "kind", "rules", "statistics", "learning", blank=True)
    operations = _text(_("operations"), help_text=_("What it computes, step by step."))
    code_link = web_link(_("address of the source code or of the diagram"))
    software = short(_("software"), help_text=_("A spreadsheet or a paper grid counts too."))
    supplier = short(pgettext_lazy("algorithm", "supplier"))
    objection = _text(_("how to object"), help_text=_("To whom, how, within which delay."))
    mention_since = dated(_("the decisions carry the notice since"))
    sheet_link = web_link(_("address of the sheet, if it is published on another site"))
    review_before = models.DateField(_("to read again before"), default=next_review)
    state = _one_of(_("state"), "state", "draft", "published", "retired")
    published_on = dated(_("complete since"), editable=False)
    retired_on = dated(_("no longer used since"), editable=False)

    roles: ClassVar[tuple[str, ...]] = ("department", "contact", "decided_by")
    past: ClassVar[tuple[str, ...]] = ("mention_since",)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("algorithm")
        verbose_name_plural = _("algorithms")
        constraints = [unique_alive("name", name="one_algorithm_of_a_name",
                                    message=_("Another algorithm has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_stale(self) -> bool:
        """Whether the day before which its sheet was to read again is over."""
        return self.state != "retired" and self.review_before < timezone.localdate()


class AlgorithmInput(Checked):
    """Data that an algorithm reads: who provides them and how they are collected."""

    algorithm = under(Algorithm, "inputs", _("algorithm"))
    name = models.CharField(_("name"), max_length=200)
    source = short(pgettext_lazy("data", "provided by"), help_text=ROLE)
    collection = short(_("how they are collected"), help_text=_("Form, file, interface…"))

    roles: ClassVar[tuple[str, ...]] = ("source",)

    class Meta(Registered.Meta):
        ordering = ["created_at"]
        verbose_name = _("data of an algorithm")
        verbose_name_plural = _("data of algorithms")

    def __str__(self) -> str:
        return self.name


class AlgorithmParameter(Checked):
    """A criterion of an algorithm, its weight, and why it counts."""

    algorithm = under(Algorithm, "parameters", _("algorithm"))
    name = models.CharField(_("name"), max_length=200)
    weight = short(pgettext_lazy("parameter", "weight"), help_text=_("Points, rate or order."))
    meaning = short(pgettext_lazy("parameter", "explanation"), 300)

    class Meta(Registered.Meta):
        ordering = ["created_at"]
        verbose_name = _("parameter of an algorithm")
        verbose_name_plural = _("parameters of algorithms")

    def __str__(self) -> str:
        return self.name


class AlgorithmRequest(Checked):
    """A request to explain a decision, or an error reported on a sheet; nobody is named.

    ``subject`` is the reference of the file in the department, or the error.
    """

    kind = _one_of(pgettext_lazy("request", "kind"), "request", "explanation", "error")
    algorithm = under(Algorithm, "requests", _("algorithm"))
    subject = models.CharField(_("reference of the file, or error"), max_length=200, help_text=_(
        "Never the name of a person: the reference is that of your department."))  # fmt: skip
    applicant = short(_("who asks"), help_text=_("A role: parent, tenant, association…"))
    channel = _one_of(_("received by"), "channel", "email", "post", "desk", "phone", blank=True)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    answered_on = dated(_("answered on"))
    outcome = _one_of(pgettext_lazy("request", "outcome"), "outcome", "explained", "partial",
                      "refused", "unfounded", "corrected", blank=True)  # fmt: skip
    answer = _text(_("answer"), help_text=_("What was answered, in short."))

    roles: ClassVar[tuple[str, ...]] = ("subject", "applicant", "answer")
    past: ClassVar[tuple[str, ...]] = ("received_on", "answered_on")

    class Meta(Registered.Meta):
        ordering = ["received_on"]
        verbose_name = _("request about an algorithm")
        verbose_name_plural = _("requests about algorithms")

    def __str__(self) -> str:
        return self.subject

    @property
    def due_on(self) -> date:
        """The last day to answer: a month for an explanation, days of ours for an error."""
        if self.kind == "explanation":
            return months_later(self.received_on, law().deadlines["explanation_months"])
        return self.received_on + timedelta(days=law().deadlines["report_days"])

    @property
    def is_late(self) -> bool:
        """Whether nobody answered and the last day is over."""
        return self.answered_on is None and self.due_on < timezone.localdate()

    def clean(self) -> None:
        super().clean()
        if self.answered_on and self.answered_on < self.received_on:
            raise CatalogueError("algorithm_dates", field="answered_on")
        if bool(self.answered_on) != bool(self.outcome):
            missing = "outcome" if self.answered_on else "answered_on"
            raise CatalogueError("algorithm_outcome", field=missing)
