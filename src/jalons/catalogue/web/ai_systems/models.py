"""AI systems, their incidents, the use of generative models, sessions of literacy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.catalogue.engine.ai.footprint import sizes
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.algorithms.models import Algorithm
from jalons.catalogue.web.checked import ROLE, Checked, dated, long, short, under
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person


def next_review() -> date:
    """A year from today: when a card is read again unless people choose another day."""
    return timezone.localdate() + timedelta(days=365)


def size_choices() -> list[tuple[str, str]]:
    """The size classes of models, in the language of the page."""
    return [("", "–"), *((each["id"], each[lang()]) for each in sizes())]


class AISystem(Checked):
    """A system based on artificial intelligence that the authority uses, tries or plans.

    ``answers`` are those of the questions (``engine/ai/questions.py``), by their key; ``drafts``
    the keys of answers that came with a model and that nobody confirmed; ``measured`` the blocks
    of the card that machines fill.
    """

    class Role(models.TextChoices):
        DEPLOYER = "deployer", pgettext_lazy("AI", "we use it")
        PROVIDER = "provider", pgettext_lazy("AI", "we made it or had it made under our name")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("AI system", "planned")
        TESTING = "testing", pgettext_lazy("AI system", "being tried")
        USED = "used", pgettext_lazy("AI system", "in use")
        SUSPENDED = "suspended", pgettext_lazy("AI system", "suspended")
        STOPPED = "stopped", pgettext_lazy("AI system", "stopped")

    name = models.CharField(_("name"), max_length=120)
    summary = long(
        _("what it does, in a few words"), 400,
        help_text=_("For a resident, without any term of the trade: 400 characters at most."),
    )  # fmt: skip
    service = short(_("department"), 120)
    owner = short(_("who answers for it"), 120, help_text=ROLE)
    contact_email = models.EmailField(_("e-mail of the contact"), blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("answer within, in days"), default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )  # fmt: skip
    role = models.CharField(_("our role"), max_length=8, choices=Role, default=Role.DEPLOYER)
    supplier = short(pgettext_lazy("contract", "supplier"), 120)
    algorithm = models.ForeignKey(
        Algorithm, models.SET_NULL, related_name="systems", null=True, blank=True,
        verbose_name=_("algorithm it takes part in"),
    )  # fmt: skip
    users = models.PositiveIntegerField(
        _("staff who use it"), null=True, blank=True, help_text=_("A number, never names.")
    )
    review_by = models.DateField(
        _("to read again before"), default=next_review,
        help_text=_("After this day the card shows as out of date."),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.PLANNED, editable=False
    )
    started_on = dated(_("in use since"), editable=False)
    ended_on = dated(_("stopped on"), editable=False)
    answers = models.JSONField(_("answers"), default=dict, blank=True, editable=False)
    drafts = models.JSONField(_("answers to confirm"), default=list, blank=True, editable=False)
    measured = models.JSONField(default=dict, blank=True, editable=False)
    measured_key = models.CharField(  # the recipe that a machine measures, when it is one
        _("measured recipe"), max_length=40, blank=True, editable=False
    )

    roles: ClassVar[tuple[str, ...]] = ("service", "owner")
    computed: ClassVar[tuple[str, ...]] = ("measured",)
    keyed: ClassVar[tuple[str, ...]] = ("answers",)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("AI system")
        verbose_name_plural = _("AI systems")
        constraints = [unique_alive("name", name="one_ai_system_of_a_name",
                                    message=_("Another system has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            raise CatalogueError("ai_order", field="ended_on")


class AIIncident(Registered):
    """Something that went wrong with a system: what, how serious, whether it was suspended."""

    class Weight(models.TextChoices):
        MINOR = "minor", pgettext_lazy("incident", "without effect on people")
        SERIOUS = "serious", pgettext_lazy("incident", "serious: to report")

    system = under(AISystem, "incidents", _("AI system"))
    day = models.DateField(_("day"), default=timezone.localdate)
    what = models.TextField(
        _("what happened"), max_length=2_000, help_text=_("Without the name of anybody.")
    )
    weight = models.CharField(_("weight"), max_length=7, choices=Weight, default=Weight.MINOR)
    suspended_on = dated(_("suspended on"))
    reported_on = dated(_("reported to the supplier on"))
    answer = long(_("what was done"), 2_000)

    class Meta(Registered.Meta):
        ordering = ["-day"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")

    def __str__(self) -> str:
        return self.what[:60]

    def clean(self) -> None:
        for field in ("suspended_on", "reported_on"):
            if (day := getattr(self, field)) and day < self.day:
                raise CatalogueError("ai_order", field=field)


class GenerativeUse(Registered):
    """The use of a generative model through a system in a month, named by its first day.

    Tokens are unknown when nobody counted them; ``size`` is for a model that is not listed.
    """

    system = under(AISystem, "uses", _("AI system"))
    month = models.DateField(_("month"), help_text=_("Any of its days."))
    model = models.CharField(_("model"), max_length=120, help_text=_("As its supplier names it."))
    size = short(_("size, for a model that is not listed"), 6, choices=size_choices)
    host = short(_("host"), 120)
    requests = models.PositiveBigIntegerField(
        pgettext_lazy("AI", "requests"), null=True, blank=True
    )
    input_tokens = models.PositiveBigIntegerField(_("tokens read"), null=True, blank=True)
    output_tokens = models.PositiveBigIntegerField(_("tokens written"), null=True, blank=True)
    source = models.CharField(
        _("where the count is from"), max_length=120, help_text=_("For example: the gateway.")
    )

    class Meta(Registered.Meta):
        ordering = ["-month", "model"]
        verbose_name = _("month of generative use")
        verbose_name_plural = _("generative use")
        constraints = [unique_alive("system", "month", "model", name="one_use_of_a_model_a_month",
                                    message=_("This month is counted."))]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.model} {self.month:%Y-%m}"

    def settled(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the first day of the month."""
        month = values.get("month")
        return {**values, "month": month.replace(day=1)} if month else values

    def clean(self) -> None:
        if self.month > timezone.localdate():
            raise CatalogueError("ai_future", field="month")


class LiteracySession(Registered):
    """A session about artificial intelligence: how many people, of which roles; never names."""

    subject = models.CharField(pgettext_lazy("session", "subject"), max_length=160)
    day = models.DateField(_("day"))
    roles = models.CharField(_("for whom"), max_length=160, help_text=ROLE)
    people = models.PositiveIntegerField(_("participants"))
    newcomers = models.PositiveIntegerField(
        _("of whom, AI users there for the first time"),
        help_text=_("Staff who use an AI system and had no such session before."),
    )
    hours = exact_number(_("hours"), 4, 1, least=0, most=100)

    class Meta(Registered.Meta):
        ordering = ["-day"]
        verbose_name = _("AI literacy session")
        verbose_name_plural = _("AI literacy sessions")

    def __str__(self) -> str:
        return self.subject

    def clean(self) -> None:
        if is_person(self.roles):
            raise CatalogueError("person_named", field="roles", text=self.roles)
        if self.newcomers > self.people:
            raise CatalogueError("ai_newcomers", field="newcomers")
