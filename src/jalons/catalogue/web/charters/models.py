"""Charters, what they commit to and its proofs, who signed them, clauses that carry them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.catalogue.engine.charters.application import CommitmentLine, ProofLine
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.web.checked import ROLE, Checked, dated, long, one_of, short, under, web_link
from jalons.catalogue.web.datasets.models import Dataset
from jalons.foundation.register.models import Registered, unique_alive


class Charter(Registered):
    """A charter of data: what it is about; without a day of adoption it is a draft."""

    name = models.CharField(_("name"), max_length=150)
    edition = short(_("version"), 30)
    adopted_on = dated(_("adopted on"))
    scope = long(pgettext_lazy("charter", "scope"),
                 help_text=_("Which data, which departments, which partners."))  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        constraints = [
            unique_alive("name", "edition", name="one_charter_of_a_version",
                         message=_("This version of the charter is there."))
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} {self.edition}".strip()


class CharterPrinciple(Registered):
    """A principle of a charter; its commitments make it measurable."""

    charter = under(Charter, "principles", _("charter"))
    position = models.PositiveSmallIntegerField(pgettext_lazy("principle", "number"), default=1)
    title = models.CharField(pgettext_lazy("principle", "title"), max_length=200)
    text = long(pgettext_lazy("principle", "text"))

    class Meta(Registered.Meta):
        ordering = ["charter", "position", "created_at"]
        verbose_name = _("principle")
        verbose_name_plural = _("principles")

    def __str__(self) -> str:
        return self.title


class CharterCommitment(Checked):
    """What is promised, how it is measured, who answers for it, when it is due."""

    principle = under(CharterPrinciple, "commitments", _("principle"))
    text = models.CharField(pgettext_lazy("charter", "commitment"), max_length=500)
    measure = short(_("how it is measured"), 300)
    owner = short(_("who answers for it"), 120, help_text=ROLE)
    due_on = dated(_("due on"))

    roles: ClassVar[tuple[str, ...]] = ("owner",)

    class Meta(Registered.Meta):
        ordering = ["principle", "due_on", "created_at"]
        verbose_name = pgettext_lazy("charter", "commitment")
        verbose_name_plural = pgettext_lazy("charter", "commitments")

    def __str__(self) -> str:
        return self.text

    def line(self) -> CommitmentLine:
        """The commitment as the engine reads it, with its living proofs."""
        proofs = tuple(
            ProofLine(each.title, each.link, each.dated_on, each.verified_by, each.verified_on)
            for each in self.proofs.all() if each.deleted_at is None
        )  # fmt: skip
        title, due_on = self.principle.title, self.due_on
        return CommitmentLine(self.text, title, self.measure, self.owner, due_on, proofs)


class CommitmentProof(Checked):
    """A proof of a commitment: an address, or a document and its date; a role verifies it."""

    commitment = under(CharterCommitment, "proofs", pgettext_lazy("charter", "commitment"))
    title = models.CharField(pgettext_lazy("proof", "title"), max_length=200)
    link = web_link(_("address"))
    dated_on = dated(_("date of the document"))
    verified_by = short(_("verified by"), 120, help_text=ROLE)
    verified_on = dated(_("verified on"))

    roles: ClassVar[tuple[str, ...]] = ("verified_by",)

    class Meta(Registered.Meta):
        ordering = ["created_at"]
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if not self.link and not self.dated_on:
            raise CatalogueError("proof_without_document", field="link")
        if bool(self.verified_by.strip()) != bool(self.verified_on):
            raise CatalogueError("proof_verified_by", field="verified_by")


class CharterSignatory(Checked):
    """An organisation that signs a charter."""

    charter = under(Charter, "signatories", _("charter"))
    name = models.CharField(_("organisation"), max_length=150)
    kind = one_of(pgettext_lazy("signatory", "kind"), "charter.signatory", "authority", "partner",
                  "supplier")  # fmt: skip
    signed_on = dated(_("signed on"))
    contact = short(_("contact"), 150, help_text=ROLE)

    roles: ClassVar[tuple[str, ...]] = ("contact",)

    class Meta(Registered.Meta):
        ordering = ["signed_on", "name"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [unique_alive("charter", "name", name="one_signature_of_an_organisation",
                                    message=_("This organisation is there."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class CommitteeOpinion(Registered):
    """What a committee says of a charter or of its application."""

    charter = under(Charter, "opinions", _("charter"))
    issued_on = models.DateField(_("date of the opinion"))
    opinion = one_of(_("opinion"), "charter.opinion", "favourable", "reserved", "unfavourable")
    text = long(pgettext_lazy("opinion", "text"))

    class Meta(Registered.Meta):
        ordering = ["-issued_on"]
        verbose_name = _("opinion of the committee")
        verbose_name_plural = _("opinions of the committee")

    def __str__(self) -> str:
        return self.get_opinion_display()


class DataClause(Registered):
    """A clause that carries commitments into datasets and contracts, by their names."""

    charter = under(Charter, "clauses", _("charter"))
    name = models.CharField(_("name"), max_length=150)
    text = long(pgettext_lazy("clause", "text"))
    commitments = models.ManyToManyField(
        CharterCommitment, "clauses", blank=True, verbose_name=_("commitments it carries")
    )
    contracts = models.JSONField(_("contracts that have it"), default=list, blank=True)
    datasets = models.ManyToManyField(
        Dataset, "clauses", blank=True, verbose_name=_("datasets it binds")
    )

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = _("data clause")
        verbose_name_plural = _("data clauses")

    def __str__(self) -> str:
        return self.name
