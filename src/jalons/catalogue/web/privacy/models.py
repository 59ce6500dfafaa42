"""What the topic stores: the columns that look personal and what was decided of them, the sheets of
processing, the files that were examined and the counts of small groups.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered, unique_alive
from jalons.tabular.persons import is_person


class FileScan(AuthorityScoped):
    """The last file of a distribution in which personal data were looked for."""

    distribution = models.OneToOneField(Distribution, models.CASCADE, related_name="scan")
    sha256 = models.CharField(max_length=64)
    scanned_at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveIntegerField(default=0)
    headings = models.JSONField(default=list)  # those of its tables, each once

    def __str__(self) -> str:
        return f"{self.distribution_id} {self.sha256[:8]}"


class PersonalColumn(Registered):
    """A column that looks personal, and what a person decided of it.

    It is found by the worker. A decision stays from one version of a file to the next, except
    “made anonymous”: it is about one file, ``decided_sha256``. The history is the journal.
    """

    class Kind(models.TextChoices):
        NIR = "nir", _("social security number")
        IBAN = "iban", _("bank account (IBAN)")
        EMAIL = "email", _("e-mail address")
        PHONE = "phone", _("telephone number")
        PLATE = "plate", _("number plate")
        FULL_NAME = "full_name", _("name of a person")
        FIRST_NAME = "first_name", _("first name")
        FAMILY_NAME = "family_name", _("family name")
        BIRTH = "birth", _("date or place of birth")
        ADDRESS = "address", _("address of a person")
        POSITION = "position", _("position of a person")
        IDENTIFIER = "identifier", _("number that names a person")
        SENSITIVE = "sensitive", _("private life, health or beliefs")
        GENDER = "gender", _("title or gender of a person")
        SOLE_TRADER = "sole_trader", _("person in business on their own")
        UNREAD = "unread", _("file that could not be read")

    class Decision(models.TextChoices):
        OPEN = "open", pgettext_lazy("personal data", "to decide")
        NOT_PERSONAL = "not_personal", _("not personal")
        ANONYMOUS = "anonymous", _("made anonymous")
        LEGAL_BASIS = "legal_basis", _("a text allows to publish it")

    distribution = models.ForeignKey(
        Distribution, models.CASCADE, "personal_columns", verbose_name=_("file or address")
    )
    column = models.CharField(pgettext_lazy("table", "column"), max_length=200, blank=True,
                              editable=False)  # fmt: skip
    kind = models.CharField(_("what it looks like"), max_length=12, choices=Kind, editable=False)
    decision = models.CharField(
        _("decision"), max_length=12, choices=Decision, default=Decision.OPEN
    )
    reason = models.TextField(_("reason"), max_length=1_000, blank=True)
    reference = models.CharField(
        _("reference"), max_length=200, blank=True,
        help_text=_("The text that allows to publish it, or how it was made anonymous."),
    )  # fmt: skip
    decided_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    by = models.CharField(max_length=8, editable=False)
    confidence = models.CharField(max_length=6, editable=False)
    matched = models.PositiveIntegerField(default=0, editable=False)
    filled = models.PositiveIntegerField(default=0, editable=False)
    is_open = models.BooleanField(default=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = (
        "decided_sha256", "sha256", "by", "confidence", "matched", "filled", "is_open",
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
        if self.decision == self.Decision.ANONYMOUS:
            return self.decided_sha256 == self.sha256
        return self.decision != self.Decision.OPEN

    def clean(self) -> None:
        if self.decision != self.Decision.OPEN and not self.reason.strip():
            raise CatalogueError("release_reason", field="reason")
        needs = {self.Decision.LEGAL_BASIS, self.Decision.ANONYMOUS}
        if self.decision in needs and not self.reference.strip():
            raise CatalogueError("release_reference", field="reference")
        for name in ("reason", "reference"):
            if is_person(getattr(self, name)):
                raise CatalogueError("dataset_person", field=name, text=getattr(self, name)[:80])


class ProcessingSheet(Registered):
    """The processing of personal data a dataset comes from, as the GDPR describes it."""

    class Personal(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("personal data", "not known yet")
        NO = "no", pgettext_lazy("personal data", "no personal data")
        YES = "yes", pgettext_lazy("personal data", "personal data")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("consent (art. 6.1.a)")
        CONTRACT = "contract", _("contract (art. 6.1.b)")
        LEGAL_OBLIGATION = "legal_obligation", _("legal obligation (art. 6.1.c)")
        VITAL_INTERESTS = "vital_interests", _("vital interests (art. 6.1.d)")
        PUBLIC_TASK = "public_task", _("task in the public interest (art. 6.1.e)")
        LEGITIMATE_INTERESTS = "legitimate_interests", _("legitimate interests (art. 6.1.f)")

    class Assessment(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("impact assessment", "not known yet")
        NOT_NEEDED = "not_needed", pgettext_lazy("impact assessment", "not needed")
        NEEDED = "needed", pgettext_lazy("impact assessment", "needed, not done")
        DONE = "done", pgettext_lazy("impact assessment", "done")

    dataset = models.ForeignKey(
        Dataset, models.CASCADE, "processing_sheets", verbose_name=_("dataset"), editable=False
    )
    personal = models.CharField(
        _("does it contain personal data?"), max_length=7, choices=Personal,
        default=Personal.UNKNOWN,
    )  # fmt: skip
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=Basis, blank=True,
        help_text=_("Of article 6 of the GDPR, the European regulation on personal data."),
    )  # fmt: skip
    legal_text = models.CharField(
        _("text it rests on"), max_length=200, blank=True,
        help_text=_("The article of a law or of a deliberation."),
    )  # fmt: skip
    record_reference = models.CharField(
        _("entry of the record of processing"), max_length=100, blank=True
    )
    purpose = models.TextField(pgettext_lazy("processing", "purpose"), max_length=1_000, blank=True)
    retention = models.CharField(_("how long data are stored"), max_length=200, blank=True)
    recipients = models.CharField(
        _("recipients"), max_length=300, blank=True,
        help_text=_("Departments or organisations. Never the name of a person."),
    )  # fmt: skip
    assessment = models.CharField(
        _("data protection impact assessment"), max_length=10, choices=Assessment,
        default=Assessment.UNKNOWN,
    )  # fmt: skip

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

    def clean(self) -> None:
        if is_person(self.recipients):
            raise CatalogueError("dataset_person", field="recipients", text=self.recipients[:80])


class SmallCount(AuthorityScoped):
    """The size of the groups of rows that share the values of some columns of a file."""

    distribution = models.ForeignKey(Distribution, models.CASCADE, "small_counts")
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    k = models.PositiveSmallIntegerField()
    rows = models.PositiveIntegerField()
    groups = models.PositiveIntegerField()
    smallest = models.PositiveIntegerField()
    small_groups = models.PositiveIntegerField()
    small_rows = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-counted_at"]

    def __str__(self) -> str:
        return ", ".join(self.columns)
