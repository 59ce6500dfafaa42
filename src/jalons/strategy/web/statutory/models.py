"""The documents the law asks for, from draft to signed-off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import lang
from jalons.foundation.register.models import Registered
from jalons.kernel import Messages
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.store import decree

say = Messages.of("jalons.strategy.documents").text  # without the documents, heavy to read


def template_stored_as(instance: WordTemplate, filename: str) -> str:
    """Where a Word template is stored, whatever its name."""
    return f"templates/{instance.authority_id}/{instance.id}{Path(filename).suffix.lower()[:8]}"


KINDS = {
    DocumentKind.PROGRAMME: _("Work programme"),
    DocumentKind.STRATEGY: _("Strategy"),
    DocumentKind.REVIEW: _("Yearly review"),
    DocumentKind.DELIBERATION: _("Draft deliberation and note"),
    DocumentKind.ACTIONS: _("Action sheets"),
}
VOTED = (DocumentKind.STRATEGY, DocumentKind.PROGRAMME, DocumentKind.REVIEW)
FIRST_YEAR, LAST_YEAR = 2020, 2100


class StatutoryDocument(Registered):
    """One document of a year: what people wrote in it, and, once signed off, its frozen tree.

    ``texts`` are by part, ``left`` says by item of the decree why it is left out, ``about`` is the
    kind a deliberation votes. ``kept`` is the checklist and the figures next year compares with.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        SIGNED = "signed", _("signed off")

    kind = models.CharField(
        _("document"), max_length=12, choices=[(kind.value, words) for kind, words in KINDS.items()]
    )
    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    texts = models.JSONField(default=dict, blank=True)
    left = models.JSONField(default=dict, blank=True)
    about = models.CharField(
        _("what is voted"),
        max_length=12,
        blank=True,
        choices=[(kind.value, KINDS[kind]) for kind in VOTED],
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    frozen = models.JSONField(null=True)
    kept = models.JSONField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    computed = ("frozen", "kept", "signed_at", "signed_by")
    keyed = ("texts", "left")

    class Meta(Registered.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-year", "kind", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "year", "edition"], name="one_document_edition"
            )
        ]

    def __str__(self) -> str:
        title = say(f"title.{self.kind}", lang(), year=self.year)
        if self.edition == 1:
            return title
        return gettext("%(title)s, edition %(edition)s") % {
            "title": title,
            "edition": self.edition,
        }

    @classmethod
    def urn_kind(cls) -> str:
        """The kind of its URN, as the journal has it."""
        return "document"

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED

    def refuse_change(self, names: Collection[str]) -> None:
        """Refuse to change or delete what is signed off."""
        del names
        if self.is_signed:
            raise StrategyError("document_signed")

    def clean(self) -> None:
        """Refuse an unlikely year, a subject of no deliberation, to leave out what is due."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise StrategyError("year_unlikely", year=self.year, field="year")
        kind = DocumentKind(self.kind)
        due = {each.id for each in decree().items_of(kind) if not each.optional}
        wrong = [self.about] if self.about and kind is not DocumentKind.DELIBERATION else []
        for part in [*wrong, *sorted(due.intersection(self.left))]:
            raise StrategyError("part_unknown", part=part, document=kind.value)
        if self.is_signed and self.frozen is None:
            raise StrategyError("document_not_reviewed", field="state")

    def with_texts(self, texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """What to write for new texts of some parts; the other parts stay."""
        return {"texts": {part: text for part, text in {**self.texts, **texts}.items() if text}}


class WordTemplate(Registered):
    """The authority's own Word template, through which its documents are written."""

    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=template_stored_as, max_length=200)

    computed = ("file",)  # it comes with a new record, and never changes

    class Meta(Registered.Meta):
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
