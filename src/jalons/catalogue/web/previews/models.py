"""The preview of a file: where it is, what was read."""

from __future__ import annotations

from functools import cached_property

import msgspec
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.catalogue.engine.statistics.values import Contents
from jalons.catalogue.store.previews import PreviewTable
from jalons.catalogue.web.datasets.models import Distribution
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.scoping import AuthorityScoped


class Preview(AuthorityScoped):
    """What was read of the stored file of a distribution; ``sha256`` is that of the file read."""

    distribution = models.OneToOneField(Distribution, models.CASCADE, related_name="preview")
    file = models.FileField(max_length=220)
    sha256 = models.CharField(max_length=64)
    contents = models.JSONField()
    read_at = models.DateTimeField(default=timezone.now)

    class Meta(AuthorityScoped.Meta):
        verbose_name = _("preview of a file")
        verbose_name_plural = _("previews of files")

    def __str__(self) -> str:
        return str(self.distribution)

    @cached_property
    def known(self) -> Contents:
        return msgspec.convert(self.contents, Contents)

    @property
    def tables(self) -> list[PreviewTable]:
        path = folders.near(self.file)
        return [PreviewTable(path, n, each) for n, each in enumerate(self.known.tables, start=1)]
