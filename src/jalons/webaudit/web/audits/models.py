"""Audits of pages, and each page as it was measured in each of their runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar

import msgspec
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped, living
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered, unique_alive
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.history import Judged, judge
from jalons.webaudit.engine.journeys import read_lines
from jalons.webaudit.engine.measure import Consent, Device, PageMeasure
from jalons.webaudit.engine.page import is_third_party
from jalons.webaudit.store import carbon_model, ecoindex_method
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.words.sentences import problem_text, remarks_of

ADDRESS = re.compile(r"https?://[\w.-]+(:\d+)?([/?]\S*)?")  # without a password
DEVICES = {"desktop": _("computer"), "mobile": _("telephone"), "both": _("computer and telephone")}
ANSWERS = {"none": _("the page as it opens"), "both": _("before and after accepting cookies")}
VISITS = {1: _("one visit"), 3: _("three visits, the median counts")}
REPEAT = {"no": _("when somebody asks"), "monthly": _("every month")}


class WebAudit(Registered):
    """Pages measured together; ``run`` counts the runs, ``finished_at`` is the end of the last."""

    computed: ClassVar[tuple[str, ...]] = ("run", "score", "started_at", "finished_at")

    name = models.CharField(_("name"), max_length=120)
    service = models.ForeignKey(
        WebService, models.SET_NULL, null=True, blank=True, verbose_name=_("online service")
    )
    pages = models.TextField(_("pages"), max_length=60_000, blank=True, help_text=_(
        "One address per line. Leave it empty if you bring files of measures."))  # fmt: skip
    journey = models.TextField(
        _("journey before each page"), max_length=4000, blank=True, help_text=_(
            "One act per line: “open” an address, “fill” a field = what is typed, “click”,"
            " “follow” a link or a button to another page, “wait” for an element, “measure” the"
            " page reached. A password is never written here: “= secret NAME”."),
    )  # fmt: skip
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
    score = models.FloatField(_("mean EcoIndex"), null=True, editable=False)
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
        self.check_pages(self.addresses)
        if self.journey.strip():
            self.check_pages(read_lines(self.journey).addresses, "journey")

    def check_pages(self, pages: Iterable[str], field: str = "pages") -> None:
        """Refuse what is no address, and pages of none of the services."""
        every = living(WebService, self.authority).values_list("address", flat=True)
        hosts = [self.service.address] if self.service else list(every)
        for page in pages:
            if not ADDRESS.fullmatch(page):
                raise WebAuditError("url_invalid", url=page[:200], field=field)
            if all(is_third_party(host, page) for host in hosts):
                raise WebAuditError("host_unlisted", url=page[:200], field=field)

    @property
    def addresses(self) -> list[str]:
        """The pages to measure, once each."""
        lines = (line.partition("#")[0].strip() for line in self.pages.splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    @property
    def views(self) -> list[tuple[Device, Consent]]:
        """How each page is seen in a run."""
        devices = list(Device) if self.device == "both" else [Device(self.device)]
        answers = [Consent.BEFORE, Consent.AFTER] if self.consent == "both" else [Consent.NONE]
        return [(device, answer) for device in devices for answer in answers]

    @property
    def is_partial(self) -> bool:
        """Whether a run of these pages began and did not end."""
        began = self.started_at if self.finished_at is None else None
        return began is not None and self.changed_at <= began


class AuditedPage(AuthorityScoped):
    """A page in a run: its ``PageMeasure``, its raw EcoIndex by the method of that day."""

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
    def excess(self) -> list[str]:
        """Which limits of the audit it exceeds, ``score`` or ``kb``; none without a score."""
        score, audit, kb = self.judged.score, self.audit, self.judged.measure.transferred_kb
        low = score and audit.least_score is not None and score.mid < audit.least_score
        return ["score"] * bool(low) + ["kb"] * bool(score and audit.most_kb and kb > audit.most_kb)

    @property
    def remark(self) -> str:
        measure = self.judged.measure
        doubts = " ".join(f"{doubt}." for doubt in remarks_of(measure, lang()))
        return problem_text(measure.problem, lang()) if measure.problem else capfirst(doubts)
