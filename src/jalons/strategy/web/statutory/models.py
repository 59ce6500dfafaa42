"""The documents the law asks for, from draft to signed-off."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.kernel import Urn
from jalons.strategy.engine.statutory import DocumentKind


def template_stored_as(instance: WordTemplate, filename: str) -> str:
    """Where a Word template is kept, whatever its name."""
    return f"templates/{instance.authority_id}/{instance.id}{Path(filename).suffix.lower()[:8]}"


class StatutoryDocument(AuthorityScoped):
    """One document of a year: what people wrote in it, and, once signed off, its frozen tree."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        SIGNED = "signed", _("signed off")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        _("document"), max_length=12, choices=[(kind.value, kind.value) for kind in DocumentKind]
    )
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(default=1)
    texts = models.JSONField(default=dict)  # what people wrote, by the id of the part
    left = models.JSONField(default=dict)  # why optional items of the decree are left out, by item
    about = models.CharField(max_length=12, blank=True)  # the kind of document a deliberation votes
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    frozen = models.JSONField(null=True)  # the document tree as signed off
    kept = models.JSONField(null=True)  # its checklist and the figures next year compares with
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True)  # a draft only; it may come back

    class Meta(AuthorityScoped.Meta):
        ordering = ["-year", "kind", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "year", "edition"], name="one_document_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"

    @property
    def urn(self) -> Urn:
        """Its name across rooms."""
        return Urn("document", str(self.id))

    @property
    def is_signed(self) -> bool:
        """Whether it is signed off, and can no longer change."""
        return self.state == self.State.SIGNED


class WordTemplate(AuthorityScoped):
    """The authority's own Word template, through which its documents are written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=template_stored_as, max_length=200)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def urn(self) -> Urn:
        """Its name in the journal."""
        return Urn("word_template", str(self.id))
