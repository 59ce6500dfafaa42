"""Assessments of accessibility: a grid, its pages, a decision per criterion and page, findings."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.words.sentences import say

REFERENCE = "4.1"
PAGES = ("home", "contact", "legal", "accessibility", "sitemap", "help", "login", "service",
         "document", "process", "random", "everywhere")  # fmt: skip
IMPACTS = ("blocking", "major", "minor")
GRID_STATES = ("open", "finished")
DECISIONS = ("undecided", "conforming", "failing", "not_applicable")
FINDING_STATES = ("proposed", "to_check", "to_fix", "fixed", "dismissed")
ADDRESS = URLValidator(["http", "https"])
_said: Any = lazy(lambda key: say(key, lang()), str)


def criteria() -> list[tuple[str, str]]:
    """The criteria of the RGAA with their numbers."""
    return [(each.id, each.id) for each in rgaa_reference(REFERENCE).criteria]


def named(group: str, *codes: str) -> list[tuple[str, Any]]:
    """Codes with their words, in the language of the page."""
    return [(each, _said(f"{group}.{each}")) for each in codes]


def one_of(label: Any, group: str, *codes: str, **more: Any) -> Any:
    """A field for one of some codes, the first by default."""
    options = {"choices": partial(named, group, *codes), "default": codes[0], **more}
    return models.CharField(label, max_length=14, **options)


def short(label: Any, length: int = 120, **more: Any) -> Any:
    """A field for a short text, which may stay empty."""
    return models.CharField(label, max_length=length, blank=True, **more)


def day(label: Any) -> Any:
    """A field for a day that may be unknown."""
    return models.DateField(label, null=True, blank=True)


class Checked(Registered):
    """A record without names of persons (``roles``), with days in order and ``past`` ones."""

    roles: ClassVar[tuple[str, ...]] = ()
    past: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, str] | None] = None

    class Meta(Registered.Meta):
        abstract = True

    def clean(self) -> None:
        for name in self.roles:
            if is_person(words := getattr(self, name)):
                raise WebAuditError("access_person", field=name, text=words)
        for name in self.past:
            if (found := getattr(self, name)) and found > timezone.localdate():
                raise WebAuditError("access_future", field=name)
        first, last = (getattr(self, name) for name in self.order or ("pk", "pk"))
        if self.order and first and last and last < first:
            raise WebAuditError("access_dates", field=self.order[1])


class AccessGrid(Checked):
    """An assessment of a service. ``share`` is its rate in %, None before all is decided.

    ``undecided`` and ``failing`` count criteria, None before any page is listed.
    """

    service = models.ForeignKey(WebService, models.CASCADE, "grids", verbose_name=_("service"))
    name = models.CharField(_("name"), max_length=120)
    reference = models.CharField(
        _("version of the RGAA"), max_length=6, choices=[(REFERENCE, "RGAA 4.1")], default=REFERENCE
    )
    auditor = short(_("assessed by"), 160, help_text=_(
        "An organisation, never a name. Leave empty when you assess it yourselves."))  # fmt: skip
    auditor_role = short(_("role of who assesses"), help_text=_("A role, never a name."))
    started_on = day(_("started on"))
    finished_on = day(_("finished on"))
    state = one_of(_("state"), "grid.state", *GRID_STATES)
    undecided = models.PositiveSmallIntegerField(_("criteria to decide"), null=True, editable=False)
    failing = models.PositiveSmallIntegerField(_("criteria not met"), null=True, editable=False)
    share = models.FloatField(_("rate, in %"), null=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("undecided", "failing", "share")
    roles: ClassVar[tuple[str, ...]] = ("auditor", "auditor_role")
    order = ("started_on", "finished_on")

    class Meta(Registered.Meta):
        ordering = ["-started_on", "name"]
        verbose_name = _("accessibility assessment")
        verbose_name_plural = _("accessibility assessments")
        constraints = [unique_alive("name", name="one_grid_of_a_name",
                                    message=_("Another assessment has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class GridPage(Registered):
    """A page of the sample of a grid; without an address, no audit finds it."""

    grid = models.ForeignKey(AccessGrid, models.CASCADE, "pages", verbose_name=_("assessment"))
    kind = one_of(_("kind of page"), "grid.page", *PAGES)
    name = models.CharField(_("name"), max_length=120)
    address = short(_("address"), 500, validators=[ADDRESS])

    class Meta(Registered.Meta):
        ordering = ["created_at", "name"]
        verbose_name = _("page of an assessment")
        verbose_name_plural = _("pages of assessments")

    def __str__(self) -> str:
        return self.name


class OfPage(Checked):
    """What is about a criterion on a page; of a finished grid nothing changes."""

    page: Any = models.ForeignKey(GridPage, models.CASCADE, "%(class)ss", verbose_name=_("page"))
    criterion = models.CharField(_("criterion"), max_length=5, choices=criteria)

    class Meta(Registered.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.page.grid.state == "finished":
            raise WebAuditError("grid_finished", name=self.page.grid.name)


class GridDecision(OfPage):
    """What a person decided of a criterion on a page; without any, nothing is decided."""

    state = one_of(_("decision"), "grid.decision", *DECISIONS)

    class Meta(Registered.Meta):
        ordering = ["page", "criterion"]
        verbose_name = _("decision on a criterion")
        verbose_name_plural = _("decisions on criteria")
        constraints = [unique_alive(
            "page", "criterion", name="one_decision_of_a_criterion_and_page",
            message=_("Somebody has just decided this criterion on this page."))]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.criterion} · {self.page}"


def stored_as(instance: AccessFinding, filename: str) -> str:
    """The path of a screenshot: under its authority and its own id, whatever its name."""
    return f"access/{instance.authority_id}/{instance.pk}{Path(filename).suffix}"


class AccessFinding(OfPage):
    """What leaves people out on a page. ``rule`` names the automatic rule that brought it."""

    text = models.TextField(_("finding"), max_length=2000)
    impact = one_of(_("impact"), "grid.impact", *IMPACTS, default="major")
    assigned = short(
        _("assigned to"), help_text=_("A department, a supplier or a role, never a name.")
    )
    state = one_of(_("state"), "grid.finding", *FINDING_STATES, default="to_fix")
    rule = short("", 80, editable=False)
    screenshot = models.FileField(upload_to=stored_as, max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("screenshot", "size")
    roles: ClassVar[tuple[str, ...]] = ("assigned",)

    class Meta(Registered.Meta):
        ordering = ["criterion", "page", "created_at"]
        verbose_name = pgettext_lazy("accessibility", "finding")
        verbose_name_plural = pgettext_lazy("accessibility", "findings")

    def __str__(self) -> str:
        return f"{self.criterion} · {self.page} · {self.text}"[:120]

    @property
    def is_automatic(self) -> bool:
        """Whether nobody confirmed it yet."""
        return self.state in FINDING_STATES[:2]
