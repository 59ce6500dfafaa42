"""What the topic stores in the database: the official files somebody brought."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.files.brought import BroughtFile
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered
from jalons.inclusion.words.official import FileReport, sentences


class OfficialData(Registered, BroughtFile):  # one manager for both
    """An official file; once it is read, ``file`` has its columns in place of what was sent."""

    folder = "official"
    computed: ClassVar[tuple[str, ...]] = ("file", "size", "sha256", "dropped_at", "report",
                                           "problem", "read_at")  # fmt: skip

    name = models.CharField(_("name"), max_length=200)
    dropped_at = models.DateTimeField(_("brought on"), default=timezone.now, editable=False)
    year = models.PositiveSmallIntegerField(
        _("year of the figures"), null=True, blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text=_("Only when neither its columns nor its name say it."),
    )  # fmt: skip
    report = models.JSONField(default=dict, editable=False)
    problem = models.CharField(_("problem"), max_length=800, blank=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    class Meta(Registered.Meta):
        verbose_name = _("official file")
        verbose_name_plural = _("official files")
        ordering = ["-dropped_at"]

    @property
    def said(self) -> list[str]:
        """How it was read, in sentences; none when it was not."""
        return sentences(msgspec.convert(self.report, FileReport), lang()) if self.report else []
