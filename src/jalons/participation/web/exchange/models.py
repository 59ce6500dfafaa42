"""Files of answers brought from other platforms."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.register.models import Registered
from jalons.participation.web.consultations.models import Consultation


class AnswerImport(Registered):
    """A file of answers: what was read of it without its personal columns, what it made.

    The file itself is never stored. ``table`` is its clean content, erased once stored or after
    30 days; ``report`` what was found and planned, ``decisions`` what a person chose for each
    column; ``made`` the keys of what it stored, to take it back, erased when the consultation
    closes: an answer has no link to the file it came from.
    """

    class State(models.TextChoices):
        TO_CHECK = "to_check", pgettext_lazy("import", "to check")
        STORED = "stored", pgettext_lazy("import", "stored")
        UNDONE = "undone", pgettext_lazy("import", "taken back")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, "imports", verbose_name=_("consultation"), editable=False
    )
    name = models.CharField(_("file"), max_length=200, blank=True, editable=False)
    note = models.TextField(
        _("where this file comes from"), max_length=500, blank=True,
        help_text=_("The platform, the day of the export, the department that made it."),
    )  # fmt: skip
    format = models.CharField(max_length=20, default="table", editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.TO_CHECK, editable=False
    )
    imported_on = models.DateField(_("stored on"), null=True, editable=False)
    table: Any = models.JSONField(default=dict, blank=True, editable=False)
    report: Any = models.JSONField(default=dict, blank=True, editable=False)
    decisions: Any = models.JSONField(default=dict, blank=True, editable=False)
    made: Any = models.JSONField(default=dict, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = (
        "format", "state", "imported_on", "table", "report", "decisions", "made",
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["-created_at"]
        verbose_name = _("file of answers")
        verbose_name_plural = _("files of answers")

    def __str__(self) -> str:
        return self.name
