"""Documents that are searched together, and what people say of the passages found."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.files.brought import BroughtFile
from jalons.foundation.accounts.scoping import AuthorityScoped
from jalons.foundation.register.models import Registered, unique_alive
from jalons.foundation.tasks.models import StoredError
from jalons.kernel import JalonsError

FOLDER = "corpora"


def stored_as(instance: CorpusDocument, filename: str) -> str:
    """The path of a document: under its authority, whatever its name."""
    return f"{FOLDER}/{instance.authority_id}/{uuid.uuid4()}{Path(filename).suffix.lower()[:8]}"


class Corpus(Registered):
    """Documents searched together: deliberations, procedures. For the authority only.

    ``file`` has their passages; ``passages`` counts them; ``indexed_at`` is when it was written.
    """

    name = models.CharField(_("name"), max_length=120)
    content = models.TextField(
        _("what it has"), max_length=1_000, blank=True,
        help_text=_("Which documents, since when, who brings the next ones."),
    )  # fmt: skip
    file = models.FileField(max_length=200, blank=True, editable=False)
    passages = models.PositiveIntegerField(_("passages"), default=0, editable=False)
    indexed_at = models.DateTimeField(null=True, blank=True, editable=False)

    computed: ClassVar[tuple[str, ...]] = ("file", "passages", "indexed_at")

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = pgettext_lazy("documents", "collection")
        verbose_name_plural = pgettext_lazy("documents", "collections")
        constraints = [unique_alive("name", name="one_corpus_of_a_name",
                                    message=_("Another collection has this name."))]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class CorpusDocument(Registered):
    """A document of a corpus, stored as it came. ``read_on`` and ``subject`` were read in its text.

    ``blank`` counts the pages without text, ``left`` those that were not read; ``problem`` says why
    the document cannot be searched.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("document", "to be read")
        READ = "read", pgettext_lazy("document", "searched")
        UNREAD = "unread", pgettext_lazy("document", "not searched")

    corpus = models.ForeignKey(
        Corpus, models.CASCADE, "documents", verbose_name=pgettext_lazy("documents", "collection")
    )
    name = models.CharField(pgettext_lazy("document", "title"), max_length=200)
    dated_on = models.DateField(_("date of the document"), null=True, blank=True)
    file = models.FileField(upload_to=stored_as, max_length=200, blank=True, editable=False)
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=7, choices=State, default=State.WAITING, editable=False
    )
    problem = models.JSONField(default=dict, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True, editable=False)
    read_on = models.DateField(null=True, blank=True, editable=False)
    pages = models.PositiveIntegerField(_("pages"), default=0, editable=False)
    blank = models.PositiveIntegerField(default=0, editable=False)
    left = models.PositiveIntegerField(default=0, editable=False)
    passages = models.PositiveIntegerField(_("passages"), default=0, editable=False)

    computed: ClassVar[tuple[str, ...]] = (
        "file", "file_name", "size", "sha256", "state", "problem", "subject", "read_on", "pages",
        "blank", "left", "passages",
    )  # fmt: skip

    class Meta(Registered.Meta):
        ordering = ["name"]
        verbose_name = pgettext_lazy("searched", "document")
        verbose_name_plural = pgettext_lazy("searched", "documents")

    def __str__(self) -> str:
        return self.name

    @property
    def why(self) -> JalonsError | None:
        """Why it cannot be searched."""
        return StoredError(**self.problem, where=None) if self.problem else None

    def files_of(self) -> list[FieldFile]:
        """Its file."""
        return [self.file]


class CorpusArchive(BroughtFile):
    """A ZIP of documents that waits for the worker, which erases it once they are stored."""

    folder = FOLDER
    corpus = models.ForeignKey(Corpus, models.CASCADE, "archives")

    class Meta(BroughtFile.Meta):
        verbose_name = _("archive of documents")
        verbose_name_plural = _("archives of documents")


class PassageRemark(AuthorityScoped):
    """What a person said of a passage found for a question; written once, erased after a year."""

    document = models.ForeignKey(CorpusDocument, models.CASCADE, "remarks")
    page = models.PositiveIntegerField(null=True)
    question = models.CharField(max_length=400)
    rank = models.PositiveSmallIntegerField()
    is_useful = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        ordering = ["-at"]
        verbose_name = _("remark on a passage")
        verbose_name_plural = _("remarks on passages")

    def __str__(self) -> str:
        return f"{self.document} · {self.question}"
