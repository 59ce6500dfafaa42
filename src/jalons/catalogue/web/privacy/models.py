"""Columns that look personal and what was decided of them, sheets of processing, files examined."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.checked import Checked, long, named, one_of, short, under
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered, unique_alive

UNREAD = "unread"
KINDS = (
    "nir", "iban", "email", "phone", "plate", "full_name", "first_name", "family_name", "birth",
    "address", "position", "identifier", "sensitive", "gender", "sole_trader", UNREAD,
)  # fmt: skip
DECISIONS = OPEN, NOT_PERSONAL, ANONYMOUS, LEGAL_BASIS = (
    "open", "not_personal", "anonymous", "legal_basis",
)  # fmt: skip
BASES = ("consent", "contract", "legal_obligation", "vital_interests", "public_task",
         "legitimate_interests")  # fmt: skip


class FileScan(AuthorityScoped):
    """The last file of a distribution in which personal data were looked for.

    ``headings`` are those of its tables, each once; ``counts`` the latest counts of small groups.
    """

    distribution = models.OneToOneField(Distribution, models.CASCADE, related_name="scan")
    sha256 = models.CharField(max_length=64)
    scanned_at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveIntegerField(default=0)
    headings = models.JSONField(default=list)
    counts = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.sha256


class PersonalColumn(Checked):
    """A column that looks personal, found by the worker or declared by a person (no confidence).

    A decision stays from one version of a file to the next, except “made anonymous” and that of a
    file that cannot be read: they are about one file, ``decided_sha256``. The journal is their
    history.
    """

    distribution = under(Distribution, "personal_columns", _("file or address"))
    column = short(pgettext_lazy("table", "column"))
    kind = one_of(_("what it looks like"), "personal.kind", *KINDS)
    decision = one_of(_("decision"), "personal.decision", *DECISIONS)
    reason = long(pgettext_lazy("decision", "reason"))
    reference = short(
        pgettext_lazy("decision", "reference"),
        help_text=_("The text that allows to publish it, or how it was made anonymous."),
    )
    decided_sha256 = short("", 64, editable=False)
    sha256 = short("", 64, editable=False)
    confidence = short("", 6, editable=False)
    matched = models.PositiveIntegerField(default=0, editable=False)
    filled = models.PositiveIntegerField(default=0, editable=False)
    is_open = models.BooleanField(default=True, editable=False)

    roles: ClassVar[tuple[str, ...]] = ("reason", "reference")
    computed: ClassVar[tuple[str, ...]] = (
        "decided_sha256", "sha256", "confidence", "matched", "filled", "is_open",
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["-is_open", "distribution", "column"]
        verbose_name = _("column that looks personal")
        verbose_name_plural = _("columns that look personal")
        constraints = [
            unique_alive("distribution", "column", "kind", name="one_suspicion_of_a_column",
                         message=_("This column is already listed."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.column or str(self.distribution)

    @property
    def covers(self) -> bool:
        """Whether what was decided allows the file that was examined last."""
        of_one_file = self.decision == ANONYMOUS or self.kind == UNREAD
        same = bool(self.decided_sha256 == self.sha256)
        return self.decision != OPEN and (same or not of_one_file)

    def clean(self) -> None:
        super().clean()
        if self.decision != OPEN and not self.reason.strip():
            raise CatalogueError("release_reason", field="reason")
        if self.decision in {LEGAL_BASIS, ANONYMOUS} and not self.reference.strip():
            raise CatalogueError("release_reference", field="reference")


class ProcessingSheet(Checked):
    """The processing of personal data a dataset comes from, as the GDPR describes it."""

    dataset = under(Dataset, "processing_sheets", _("dataset"))
    personal = one_of(
        _("does it contain personal data?"), "personal.answer", "unknown", "no", "yes"
    )
    legal_basis = short(
        pgettext_lazy("personal data", "legal basis"), 20, choices=named("personal.basis", *BASES),
        help_text=_("Of article 6 of the GDPR, the European regulation on personal data."),
    )  # fmt: skip
    legal_text = short(
        _("text it rests on"), help_text=_("The article of a law or of a deliberation.")
    )
    record_reference = short(_("entry of the record of processing"), 100)
    purpose = long(pgettext_lazy("processing", "purpose"))
    retention = short(_("how long data are stored"))
    recipients = short(
        pgettext_lazy("processing", "recipients"), 300,
        help_text=_("Departments or organisations. Never the name of a person."),
    )  # fmt: skip
    assessment = one_of(_("data protection impact assessment"), "personal.assessment", "unknown",
                        "not_needed", "needed", "done")  # fmt: skip

    roles: ClassVar[tuple[str, ...]] = ("recipients",)

    class Meta(Registered.Meta):
        ordering = ["dataset__name"]
        verbose_name = _("processing sheet")
        verbose_name_plural = _("processing sheets")
        constraints = [
            unique_alive("dataset", name="one_sheet_of_a_dataset",
                         message=_("This dataset has its sheet."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.dataset)
