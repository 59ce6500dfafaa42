"""Audits of pages, and each page as it was measured in each of their runs."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar
from urllib.parse import urldefrag

import msgspec
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped, living
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.webaudit.engine.addresses import check_pages
from jalons.webaudit.engine.history import Judged, judge
from jalons.webaudit.engine.measure import Consent, Device, PageMeasure
from jalons.webaudit.store import carbon_model, ecoindex_method
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.words import audits as words

DEVICES = {"desktop": _("computer"), "mobile": _("telephone"), "both": _("computer and telephone")}
ANSWERS = {"none": _("the page as it opens"), "both": _("before and after accepting cookies")}
VISITS = {1: _("one visit"), 3: _("three visits, the median counts")}
REPEAT = {"no": _("when somebody asks"), "monthly": _("every month")}


class WebAudit(Registered):
    """Pages measured together; ``run`` counts the runs, ``finished_at`` is the end of the last."""

    computed: ClassVar[tuple[str, ...]] = ("run", "started_at", "finished_at")

    name = models.CharField(_("name"), max_length=120)
    service = models.ForeignKey(
        WebService, models.SET_NULL, null=True, blank=True, verbose_name=_("online service")
    )
    pages = models.TextField(_("pages"), max_length=8000, blank=True, help_text=_(
        "One address per line. Leave it empty if you bring files of measures."))  # fmt: skip
    device = models.CharField(_("screen"), max_length=7, choices=DEVICES, default="desktop")
    consent = models.CharField(_("cookie banner"), max_length=4, choices=ANSWERS, default="none")
    runs = models.PositiveSmallIntegerField(_("visits of each page"), choices=VISITS, default=3)
    least_score = models.PositiveSmallIntegerField(
        _("least EcoIndex, 0 to 100"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    most_kb = models.PositiveIntegerField(
        _("most weight of a page, in kB"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    repeat = models.CharField(_("repeated"), max_length=7, choices=REPEAT, default="no")
    run = models.PositiveIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("audit of pages")
        verbose_name_plural = _("audits of pages")
        constraints = [unique_alive("name", name="one_web_audit_of_a_name",
                                    message=_("Another audit has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_pages(self.addresses, self.hosts)

    @property
    def hosts(self) -> list[str]:
        """The addresses of the services whose pages may be measured."""
        every = living(WebService, self.authority).values_list("address", flat=True)
        return [self.service.address] if self.service else list(every)

    @property
    def addresses(self) -> list[str]:
        """The pages to measure, once each."""
        lines = (urldefrag(line.strip()).url for line in self.pages.splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    @property
    def devices(self) -> tuple[Device, ...]:
        return tuple(Device) if self.device == "both" else (Device(self.device),)

    @property
    def consents(self) -> tuple[Consent, ...]:
        both = self.consent == "both"
        return (Consent.BEFORE, Consent.AFTER) if both else (Consent.NONE,)

    @property
    def is_partial(self) -> bool:
        """Whether a run of these pages began and did not end."""
        began = self.started_at if self.finished_at is None else None
        return began is not None and self.changed_at <= began


class AuditedPage(AuthorityScoped):
    """A page in a run: its ``PageMeasure``, and its raw EcoIndex by the method of that day."""

    audit = models.ForeignKey(WebAudit, on_delete=models.CASCADE, related_name="audited")
    run = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    score = models.FloatField(null=True)
    measured_at = models.DateTimeField()
    document = models.JSONField()

    class Meta(AuthorityScoped.Meta):
        ordering = ["run", "position"]
        indexes = [models.Index(fields=["audit", "run"], name="audited_pages_by_run")]

    @cached_property
    def judged(self) -> Judged:
        measure = msgspec.convert(self.document, PageMeasure)
        return judge(measure, ecoindex_method(), carbon_model())

    @property
    def excess(self) -> tuple[str, ...]:
        return self.judged.exceeds(self.audit.least_score, self.audit.most_kb)

    @property
    def remark(self) -> str:
        return words.remark(self.judged.measure, lang())
