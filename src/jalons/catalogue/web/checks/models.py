"""What the topic stores: the last check of each file."""

from __future__ import annotations

from functools import cached_property

import msgspec
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalons.catalogue.engine.checks.outcome import Outcome
from jalons.catalogue.web.datasets.models import Distribution
from jalons.foundation.accounts.scoping import AuthorityScoped


class SchemaCheck(AuthorityScoped):
    """The last check of a file with its schema; ``before`` is the file as it was before its fixes.

    ``score``: the share of rows without error, 0 to 100, None without a schema.
    """

    distribution = models.OneToOneField(Distribution, models.CASCADE, related_name="schema_check")
    schema = models.CharField(_("schema"), max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField()
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    result = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict)  # CSVW
    problem = models.CharField(_("problem"), max_length=800, blank=True)
    before = models.JSONField(default=dict)

    class Meta(AuthorityScoped.Meta):
        verbose_name = _("schema check")
        verbose_name_plural = _("schema checks")

    def __str__(self) -> str:
        return str(self.distribution)

    @cached_property
    def outcome(self) -> Outcome:
        """What it found."""
        return msgspec.convert(self.result or {"rows": 0}, Outcome)

    @property
    def is_current(self) -> bool:
        """Whether neither the file nor the schema changed since."""
        found = self.distribution
        return (self.sha256, self.schema) == (found.sha256, found.schema)
